"""Why a sign-in is refused: the reasons, in words for the person; what an identity provider says is never repeated."""

from services.runtime.language.words import Words

AGAIN = Words(sv="Logga in igen från början.", en="Sign in again from the beginning.")
ASK = Words(
    sv="Kontakta den som sköter Utväg hos er och uppge numret nedan.",
    en="Contact whoever looks after Utväg at your organisation and give the number below.",
)


class SignInRefused(Exception):
    """A sign-in goes no further; `code` is for the log, the words are for the person."""

    def __init__(self, code: str, what: Words, next_step: Words) -> None:
        super().__init__(code)
        self.code, self.what, self.next_step = code, what, next_step


_REASONS: dict[str, tuple[Words, Words]] = {
    "unknown_provider": (
        Words(sv="Det sättet att logga in finns inte här.", en="There is no such way to sign in here."),
        AGAIN,
    ),
    "unknown_attempt": (
        Words(
            sv="Inloggningen är redan använd, tog för lång tid eller började i en annan webbläsare.",
            en="The sign-in has been used already, took too long, or began in another browser.",
        ),
        AGAIN,
    ),
    "another_issuer": (
        Words(
            sv="Svaret kom från en annan inloggningstjänst än den du valde.",
            en="The answer came from another sign-in service than the one you chose.",
        ),
        ASK,
    ),
    "broken_off": (
        Words(
            sv="Inloggningstjänsten loggade inte in dig: du avbröt, eller så nekade den.",
            en="The sign-in service did not sign you in: you broke off, or it refused.",
        ),
        AGAIN,
    ),
    "unreachable": (
        Words(sv="Inloggningstjänsten svarar inte.", en="The sign-in service does not answer."),
        Words(sv="Försök igen om en stund.", en="Try again shortly."),
    ),
    "no_token": (
        Words(
            sv="Inloggningstjänsten godtog inte engångskoden.",
            en="The sign-in service did not accept the one-time code.",
        ),
        AGAIN,
    ),
    "bad_signature": (
        Words(
            sv="Svaret från inloggningstjänsten är inte rätt undertecknat.",
            en="The answer of the sign-in service is not rightly signed.",
        ),
        ASK,
    ),
    "bad_claims": (
        Words(
            sv="Svaret från inloggningstjänsten är inte avsett för den här inloggningen.",
            en="The answer of the sign-in service is not meant for this sign-in.",
        ),
        ASK,
    ),
    "wrong_time": (
        Words(
            sv="Svaret från inloggningstjänsten gäller inte nu. Klockorna kan gå olika.",
            en="The answer of the sign-in service does not hold now. The clocks may differ.",
        ),
        ASK,
    ),
    "too_weak": (
        Words(sv="Din inloggning räcker inte.", en="Your sign-in is not strong enough."),
        Words(
            sv="Logga in med en e-legitimation eller ett tjänstekort på tillitsnivå 3.",
            en="Sign in with an electronic identity or a service card at level of assurance 3.",
        ),
    ),
    "another_organisation": (
        Words(
            sv="Inloggningstjänsten säger att du hör till en annan organisation.",
            en="The sign-in service says that you belong to another organisation.",
        ),
        ASK,
    ),
    "not_invited": (
        Words(sv="Du är inte inbjuden.", en="You are not invited."),
        Words(
            sv="Be administratören hos er bjuda in dig, och öppna länken i inbjudan. Har du redan en roll, "
            "logga in på samma sätt som förra gången.",
            en="Ask the administrator at your organisation to invite you, and open the link in the invitation. If you have a role already, "
            "sign in the same way as last time.",
        ),
    ),
    "invitation_over": (
        Words(
            sv="Inbjudan är redan använd, återtagen eller för gammal.",
            en="The invitation has been used already, was taken back, or is too old.",
        ),
        Words(
            sv="Be administratören hos er om en ny inbjudan.",
            en="Ask the administrator at your organisation for a new invitation.",
        ),
    ),
    "anothers_invitation": (
        Words(
            sv="Inbjudan är till någon annan. Administratören får veta att du försökte öppna den.",
            en="The invitation is for somebody else. The administrator is shown that you tried to open it.",
        ),
        Words(
            sv="Logga in med din tjänsteidentitet, eller be om en inbjudan till dig.",
            en="Sign in with your identity at work, or ask for an invitation to you.",
        ),
    ),
}


def refused(code: str) -> SignInRefused:
    """Make the refusal of a reason."""
    return SignInRefused(code, *_REASONS[code])
