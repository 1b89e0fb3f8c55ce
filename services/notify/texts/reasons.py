"""Why a notice was not sent, why it waits no more, and the states of a delivery."""

from services.runtime.language.words import Words

REASONS: dict[str, Words] = {
    "demonstration": Words(sv="inget skickas i demonstrationen", en="nothing is sent in the demonstration"),
    "import": Words(sv="importerade uppgifter skickas aldrig", en="imported facts are never sent"),
    "told_with_finding": Words(sv="samma mejl som om bristen", en="told in the same mail as the finding"),
    "told_with_missed": Words(sv="samma mejl som om det som saknas", en="told in the same mail as what is missing"),
    "due_passed": Words(sv="tiden hade redan gått ut", en="the due had already passed"),
    "missed_first": Words(sv="tiden gick ut först", en="the due passed first"),
    "settled_first": Words(sv="det blev klart först", en="it was done first"),
    "lapsed_first": Words(sv="åtagandet upphörde först", en="the duty lapsed first"),
    "withdrawn_first": Words(sv="det togs tillbaka först", en="it was withdrawn first"),
    "replied_first": Words(sv="ett svar kom först", en="a reply came first"),
    "decided_first": Words(sv="beslut fattades först", en="it was decided first"),
    "dismissed_first": Words(sv="bristen avskrevs först", en="the finding was dismissed first"),
    "replaced_first": Words(sv="något nyare kom först", en="something newer came first"),
    "closed_first": Words(sv="bristen avslutades först", en="the finding was closed first"),
    "waived_first": Words(sv="nämnden undantog det först", en="the board waived it first"),
    "due_moved": Words(sv="fristen flyttades", en="the due was moved"),
    "raised_again": Words(sv="bristen bedömdes på nytt", en="the finding was judged anew"),
    "returned_first": Words(sv="det återlämnades först", en="it was returned first"),
    "ended_first": Words(sv="avtalet sades upp i förtid", en="the contract was ended early"),
    "nobody_placed": Words(sv="ingen är placerad", en="nobody is placed"),
    "other_contract": Words(sv="ett annat avtal tar vid", en="another contract takes over"),
    "already_taken": Words(sv="någon har tagit hand om det", en="somebody has taken it"),
    "no_recipient": Words(sv="ingen har rollen", en="nobody holds the role"),
    "no_channel": Words(sv="ingen e-postadress är angiven", en="no e-mail address is given"),
    "no_answer": Words(sv="e-postservern svarade inte i tid", en="the mail server did not answer in time"),
    "no_server": Words(sv="ingen e-postserver är inställd", en="no mail server is set"),
    "outbox": Words(
        sv="visas på sidan Brevlåda, inget skickas i demonstrationen",
        en="shown on the page Outbox, nothing is sent in the demonstration",
    ),
    "no_connection": Words(sv="e-postservern svarar inte", en="the mail server does not answer"),
}
_SMTP = Words(sv="e-postservern svarade {code}", en="the mail server answered {code}")
OVER: dict[str, Words] = {
    "missed_first": Words(sv="tiden har gått ut", en="the due has passed"),
    "settled_first": Words(sv="klart", en="done"),
    "lapsed_first": Words(sv="åtagandet har upphört", en="the duty has lapsed"),
    "withdrawn_first": Words(sv="återtaget", en="withdrawn"),
    "replied_first": Words(sv="besvarat", en="replied"),
    "decided_first": Words(sv="beslutat", en="decided"),
    "dismissed_first": Words(sv="avskrivet", en="dismissed"),
    "replaced_first": Words(sv="ersatt av något nyare", en="replaced by something newer"),
    "reached": Words(sv="nu finns det någon", en="now there is somebody"),
    "already_taken": Words(sv="någon tar hand om det", en="somebody takes care of it"),
    "closed_first": Words(sv="avslutat", en="closed"),
    "waived_first": Words(sv="undantaget", en="waived"),
    "due_moved": Words(sv="fristen är flyttad", en="the due is moved"),
    "raised_again": Words(sv="bedömt på nytt", en="judged anew"),
    "returned_first": Words(sv="återlämnat", en="returned"),
    "ended_first": Words(sv="avtalet är uppsagt", en="the contract is ended"),
}
"""Why a notice that was sent waits no more."""
CHANNELS: dict[str, Words] = {
    "portal": Words(sv="portalen", en="the portal"),
    "email": Words(sv="e-post", en="e-mail"),
}
DELIVERY_STATES: dict[str, Words] = {
    "waiting": Words(sv="Planerad", en="Planned"),
    "sent": Words(sv="Levererad", en="Delivered"),
    "kept": Words(sv="Stannade här", en="Stayed here"),
    "failed": Words(sv="Avvisad", en="Refused"),
    "skipped": Words(sv="Inte skickad", en="Not sent"),
}
_TRIED = Words(sv="Försökt", en="Tried")
_TAKEN_BY = {
    "portal": Words(sv="Står i portalen", en="Stands in the portal"),
    "email": Words(sv="Mottagen av e-postservern", en="Taken by the mail server"),
}


def delivery_words(channel: str, state: str, attempts: int) -> Words:
    """Say what state a delivery is in; delivered is only what a channel took."""
    if state == "sent":
        return _TAKEN_BY[channel]
    return _TRIED if state == "waiting" and attempts else DELIVERY_STATES[state]


def reason_words(reason: str) -> Words:
    """Say why something was not sent."""
    if reason.startswith("smtp_"):
        return _SMTP.fill(code=reason.removeprefix("smtp_"))
    return REASONS.get(reason, Words(sv=reason, en=reason))
