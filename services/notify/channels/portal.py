"""The portal as a channel: a notice that has been told stands on its role's page, so taking it is all there is to do."""

from services.notify.channels.outcome import Letter, Outcome, Sent


class Portal:
    """Shows notices to everybody who holds the role."""

    async def send(self, letter: Letter) -> Outcome:  # noqa: ARG002  every channel is handed the letter
        """Take the notice; the page reads it from the same table."""
        return Sent()
