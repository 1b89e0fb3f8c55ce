"""Today, as the database knows it: in Stockholm, by its own clock, which a statement asks once."""

from sqlalchemy import Date, cast, func
from sqlmodel import select

TODAY = select(cast(func.timezone("Europe/Stockholm", func.runtime.now()), Date).label("day")).subquery("today").c.day
