"""What is said when something came in: when, its receipt number, and who reads it now."""

from datetime import datetime
from uuid import UUID

from services.runtime.dates import instant
from services.runtime.identifiers import short
from services.runtime.words import Words


def receipt(swedish: str, english: str, submission: UUID, arrived: datetime) -> Words:
    """Say that a submission came in, such as "Rapporten kom in …"; `swedish` and `english` name it in definite form."""
    number = short("U", submission)
    return Words(
        sv=f"{swedish} kom in {instant(arrived)}. Kvittens {number}. Nämnden läser den nu.",
        en=f"{english} came in {instant(arrived, 'en')}. Receipt {number}. The board reads it now.",
    )
