"""The portal as a channel: a notice whose role was notified is listed on the role's page, so there is nothing to send."""

from services.notify.channels.outcome import Letter, Outcome, Sent


class Portal:
    """Shows notices to everybody who holds the role."""

    async def send(self, letter: Letter) -> Outcome:  # noqa: ARG002  every channel is handed the letter
        """Take the notice; the page reads it from the same table."""
        return Sent()
