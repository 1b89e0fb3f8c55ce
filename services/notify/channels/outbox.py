"""Mail that is sent to nobody: stored as it would look, where no mail server is set and in every demonstration."""

from services.notify.channels.outcome import Kept, Letter, Outcome
from services.notify.delivery_tables import OutboxRow
from services.runtime.database.pool import Database


class Outbox:
    """Keeps mails for the page /outbox, without the address."""

    def __init__(self, database: Database, reason: str) -> None:
        """Keep mails in this database; `reason` is the code why they go to nobody."""
        self._database, self._reason = database, reason

    async def send(self, letter: Letter) -> Outcome:
        """Keep a mail; the same delivery again changes nothing."""
        async with self._database.work("notify") as work:
            await work.add_new(
                OutboxRow,
                {
                    "delivery": letter.delivery,
                    "message": letter.text.message_id,
                    "subject": letter.text.subject,
                    "body": letter.text.body,
                    "language": letter.language,
                    "at": letter.at,
                },
            )
        return Kept(self._reason)
