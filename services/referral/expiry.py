"""The loop that lets untouched drafts expire."""

from schemas.codes import Origin
from schemas.new_event import Author
from services.referral.handlers import expire_drafts
from services.runtime.language.identifiers import PLATFORM
from services.runtime.service import Context, Loop

HOUR = 3600.0


async def expire(context: Context) -> bool:
    """Close drafts untouched for 90 days; tell whether there may be more at once."""
    async with context.database.work("referral") as work:
        author = Author(teller=PLATFORM, origin=Origin.PORTAL, arrived=await work.now())
        return await expire_drafts(work, author) > 0


EXPIRY = Loop("drafts", HOUR, expire)
