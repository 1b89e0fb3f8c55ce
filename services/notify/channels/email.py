"""Mail by SMTP: a reference and nothing else, with one Message-ID however often it is tried."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from services.notify.channels.outcome import Letter, Outcome, Refused, Sent, TryLater
from services.runtime.settings import Settings

TIMEOUT = 15.0
_IMPLICIT_TLS = 465


class Email:
    """Sends by the mail server of the settings (UTVAG_SMTP)."""

    def __init__(self, settings: Settings, timeout: float = TIMEOUT) -> None:
        """Read server and sender; `timeout` in seconds. Raises ValueError when the address is not host:port."""
        host, _, port = (settings.smtp or "").rpartition(":")
        if not host or not port.isdigit():
            raise ValueError("UTVAG_SMTP must be host:port, such as mail.example.org:587")
        self._host, self._port = host.strip("[]"), int(port)
        self._settings, self._timeout = settings, timeout

    async def send(self, letter: Letter) -> Outcome:
        """Hand one mail to the server; sent is what it took. Reasons are codes and never repeat what the server wrote."""
        if letter.address is None:
            return Refused("no_channel")
        try:
            await self._hand_over(compose(letter, letter.address, self._settings.mail_from))
        except (aiosmtplib.SMTPException, OSError) as error:
            return _outcome(error)
        return Sent()

    async def _hand_over(self, mail: EmailMessage) -> None:
        settings = self._settings
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        implicit = settings.smtp_tls and self._port == _IMPLICIT_TLS
        await aiosmtplib.send(
            mail,
            hostname=self._host,
            port=self._port,
            username=settings.smtp_user,
            password=password,
            use_tls=implicit,
            start_tls=settings.smtp_tls and not implicit,
            timeout=self._timeout,
        )


def _outcome(error: Exception) -> Outcome:
    """Read why the server did not take a mail."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return _by_code(error.recipients[0].code if error.recipients else 0)
        case aiosmtplib.SMTPDataError() | aiosmtplib.SMTPRecipientRefused():
            return _by_code(error.code)
        case aiosmtplib.SMTPResponseException():
            return TryLater(f"smtp_{error.code}")
        case aiosmtplib.SMTPTimeoutError():
            return TryLater("no_answer")
        case _:
            return TryLater("no_connection")


def compose(letter: Letter, address: str, sender: str) -> EmailMessage:
    """Give the mail: neutral subject, the one sentence, a Message-ID of its delivery, marked as sent by a machine."""
    mail = EmailMessage()
    mail["From"] = Address("Utväg", addr_spec=sender)
    mail["To"] = Address(addr_spec=address)
    mail["Subject"] = letter.text.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = letter.text.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    mail.set_content(letter.text.body)
    return mail


def _by_code(code: int) -> Outcome:
    """Read an SMTP answer: 5xx is for good, anything else may go another time."""
    return Refused(f"smtp_{code}") if code >= 500 else TryLater(f"smtp_{code}")  # noqa: PLR2004  RFC 5321, 4.2.1
