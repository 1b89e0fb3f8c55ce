"""The pure middle of directory: what is on file, what may be asked of it and what each act tells."""

from services.directory.domain.decide import decide, decide_all
from services.directory.domain.state import Register

__all__ = ["Register", "decide", "decide_all"]
