"""Why a fact is parked, in plain words; the log and the command line have the sentence as it was written."""

import re

from services.runtime.language.words import Words

_SENTENCES: dict[str, str] = {
    "registers a clause of a contract that is not known": "Villkoret hör till ett avtal som inte är känt.",
    "names a contract that is not known": "Den pekar på ett avtal som inte är känt.",
    "names a permit that is not known": "Den pekar på ett tillstånd som inte är känt.",
    "names a permit that cannot be judged": "Den pekar på ett tillstånd som inte kan bedömas.",
    "ends a placement before its start": "Den säger att uppdraget slutade innan det började.",
    "pauses a placement before its start": "Den säger att uppdraget pausades innan det började.",
    "resumes a placement that was never paused": "Den säger att uppdraget återupptogs, men det har inte varit pausat.",
    "resumes a placement before it was paused": "Den säger att uppdraget återupptogs innan det pausades.",
    "ends a placement that has not started": "Den säger att uppdraget slutade, men det har inte börjat.",
    "pauses a placement that has not started": "Den säger att uppdraget pausades, men det har inte börjat.",
    "resumes a placement that has not started": "Den säger att uppdraget återupptogs, men det har inte börjat.",
    "corrects a fact that is not known about its subject": "Den rättar en uppgift som inte finns i ärendet.",
    "enters another's fact in error": "Den felregistrerar en uppgift som någon annan lämnade.",
    "corrects a date that the fact does not tell": "Den rättar ett datum som uppgiften inte har.",
    "leaves a placement that ends before its start": "Rättelsen gör att uppdraget slutar innan det börjar.",
    "hands in something for a placement that is not known": "Något har lämnats in för ett uppdrag som inte är känt.",
    "tells of a placement that is not known": "Den gäller ett uppdrag som inte är känt.",
    "answers a referral that is not known": "Den svarar på en förfrågan som inte är känd.",
    "answers a request that is not known": "Den svarar på en begäran om uppgifter som inte är känd.",
    "changes a permit that is not known": "Den ändrar ett tillstånd som inte är känt.",
    "ends a permit that is not known": "Den avslutar ett tillstånd som inte är känt.",
    "ends a contract that is not known": "Den avslutar ett avtal som inte är känt.",
    "amends a referral that is not known": "Den ändrar en förfrågan som inte är känd.",
    "withdraws a referral that is not known": "Den återkallar en förfrågan som inte är känd.",
    "reviews the plan of a placement that is not known": "Den följer upp planen i ett uppdrag som inte är känt.",
    "waives a duty of something that is not known": "Den undantar ett åtagande i något som inte är känt.",
}
_PATTERNS: tuple[tuple[str, Words], ...] = (
    (
        r"tells an instant (outside|that) .*calendar.*",
        Words(
            sv="Den säger en tid som ligger utanför arbetsdagskalendern, så ingen frist kan räknas.",
            en="It tells a time outside the calendar of working days, so no due can be counted.",
        ),
    ),
    (
        r"tells a day in (?P<field>\w+) that cannot be",
        Words(sv="Den säger en dag som inte kan stämma ({field}).", en="It tells a day that cannot be ({field})."),
    ),
    (
        r"(?P<number>\w+)=(?P<given>-?\d+) cannot be: (?P<rule>\w+) takes (?P<least>-?\d+) to (?P<most>-?\d+)\.",
        Words(
            sv="Villkoret sätter {number} till {given}. {rule} tar {least} till {most}.",
            en="The clause sets {number} to {given}. {rule} takes {least} to {most}.",
        ),
    ),
    (
        r"(?P<rule>\w+) has no number called (?P<number>[^.]*)\..*",
        Words(
            sv="Villkoret sätter ett tal som {rule} inte har: {number}.",
            en="The clause sets a number that {rule} does not have: {number}.",
        ),
    ),
    (
        r"(?P<field>[\w.]+) must lie between (?P<least>-?\d+) and (?P<most>-?\d+)",
        Words(
            sv="Villkoret sätter ett tal som måste ligga mellan {least} och {most} ({field}).",
            en="The clause sets a number that must lie between {least} and {most} ({field}).",
        ),
    ),
    (
        r"a contract ends that was never registered",
        Words(sv="Den avslutar ett avtal som inte är känt.", en="It ends a contract that is not known."),
    ),
    (
        r"a permit ends that was never registered",
        Words(sv="Den avslutar ett tillstånd som inte är känt.", en="It ends a permit that is not known."),
    ),
    (
        r"unexpected error: (?P<field>.+)",
        Words(
            sv="Något gick fel hos oss när den skulle läsas in ({field}).",
            en="Something went wrong on our side when it was to be applied ({field}).",
        ),
    ),
)


def reason_words(reason: str) -> Words:
    """Say why a fact is parked; a sentence that has no words yet is shown as it was written."""
    swedish = _SENTENCES.get(reason)
    if swedish is not None:
        return Words(sv=swedish, en=f"It {reason}.")
    for pattern, words in _PATTERNS:
        found = re.fullmatch(pattern, reason)
        if found:
            return words.fill(**found.groupdict())
    return Words(sv=f"Den kunde inte läsas in: {reason}", en=f"It could not be applied: {reason}")
