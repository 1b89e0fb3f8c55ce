"""Each rule in one sentence for the rule book, with its numbers in {places} that the rule's own parameters fill."""

from services.provider_audit.rules.declaration import Rule
from services.runtime.language.words import Words, plain

_SENTENCES: dict[str, Words] = {
    "C01": Words(
        sv="Ingen är placerad utan ett giltigt tillstånd för samma organisationsnummer, form och enhet, eller ett beslut om att "
        "verksamheten inte är tillståndspliktig. Prövas när en förfrågan skickas och accepteras, och så länge någon är placerad.",
        en="Nobody is placed without a valid permit of the same organisation number, form and unit, or the decision that the "
        "service is not permit-bound. Tried when a referral is sent and accepted, and as long as anybody is placed.",
    ),
    "C02": Words(
        sv="Högst så många är placerade som tillståndet medger. Prövas när en förfrågan accepteras, och så länge fler är placerade.",
        en="At most as many are placed as the permit allows. Tried when a referral is accepted, and while more are placed.",
    ),
    "C03": Words(
        sv="Den placerades åldersgrupp och målgrupp ligger inom tillståndet. Prövas när en förfrågan skickas, vid starten och vid "
        "varje uppföljning av planen.",
        en="The age band and target group of whoever is placed lie inside the permit. Tried when a referral is sent, at the start "
        "and at every plan review.",
    ),
    "C10": Words(
        sv="Nämnden har ingen placerad hos utföraren utan ett avtal i kraft mellan de två.",
        en="The board has nobody placed with the provider without a contract in force between the two.",
    ),
    "R01": Words(
        sv="Genomförandeplanen lämnas inom {days} dagar från uppdragets start.",
        en="The implementation plan is handed in within {days} days of the start of the placement.",
    ),
    "R02": Words(
        sv="Varje månad med minst {placed_days} placerade dagar rapporteras senast arbetsdag nummer {nth_working_day} i månaden "
        "efter. Den månad då uppdraget slutar täcks av slutrapporten.",
        en="Every month with at least {placed_days} placed days is reported by working day number {nth_working_day} of the month "
        "after. The month in which the placement ends is covered by the end report.",
    ),
    "R03": Words(
        sv="Planen följs upp inom {days} dagar från varje plan, revidering eller uppföljning.",
        en="The plan is followed up within {days} days of each plan, revision or review.",
    ),
    "R04": Words(
        sv="Slutrapporten lämnas inom {days} dagar från uppdragets slut.",
        en="The end report is handed in within {days} days of the end of the placement.",
    ),
    "R05": Words(
        sv="En allvarlig händelse meddelas nämnden per telefon inom {phone_hours} timme och skriftligt inom {written_hours} "
        "timmar från att utföraren fick veta. Har nämnden själv berättat om händelsen räknas den skriftliga tiden senast därifrån.",
        en="A serious incident is told to the board by phone within {phone_hours} hour and in writing within {written_hours} "
        "hours of the provider becoming aware. Where the board told of it itself, the written time counts from there at the latest.",
    ),
    "R08": Words(
        sv="En avvikelse, ett oplanerat slut eller en utskrivning på egen begäran meddelas samma dag som den märktes, dock med minst "
        "{least_hours} timmar på sig. Bara en sen anmälan är en brist här.",
        en="Absconding, an unplanned end or a discharge at own request is told on the day it was noticed, with at least "
        "{least_hours} hours to do so. Only late telling is a finding here.",
    ),
    "R09": Words(
        sv="En förfrågan besvaras: akut inom {emergency_hours} timmar även natt, kort inom {short_working_days} arbetsdagar, normal "
        "inom {standard_working_days} arbetsdagar.",
        en="A referral is answered: emergency within {emergency_hours} hours also at night, short within {short_working_days} "
        "working days, standard within {standard_working_days} working days.",
    ),
    "T01": Words(
        sv="Avtalet har villkor om insyn och om uppföljning den första dagen det gäller, eller den dag det registreras om den är "
        "senare.",
        en="The contract has clauses on insight and on follow-up on its first day in force, or on the day it is registered if that "
        "is later.",
    ),
    "T02": Words(
        sv="En begäran om uppgifter besvaras inom {working_days} arbetsdagar, med eller utan avtal.",
        en="A request for information is answered within {working_days} working days, with or without a contract.",
    ),
    "T08": Words(
        sv="Aktiebolag och ekonomiska föreningar redovisar årsredovisning och ägare inom {months} månader från räkenskapsårets slut.",
        en="Limited companies and economic associations disclose annual accounts and ownership within {months} months of the end of "
        "the fiscal year.",
    ),
    "S01": Words(
        sv="Nämnden har en hotbedömning som är högst {start_days} dagar gammal vid starten, en ny inom {days} dagar från varje "
        "bedömning så länge någon är placerad, och en ny inom {incident_working_days} arbetsdagar från en händelse med hot, vapen, "
        "våld, röjd adress eller kontakt från grupperingen. Saknas den vid starten är bristen kritisk.",
        en="The board has a threat assessment at most {start_days} days old at the start, a new one within {days} days of each "
        "assessment while anybody is placed, and a new one within {incident_working_days} working days of an incident with threat, "
        "weapon, violence, a disclosed address or contact by the group. Where it is missing at the start, the finding is critical.",
    ),
    "S05": Words(
        sv="En personlig säkerhetsplan finns inom {days} dagar från uppdragets start, helg eller inte.",
        en="A personal safety plan is on file within {days} days of the start of the placement, weekend or not.",
    ),
    "P01": Words(
        sv="Båda registerutdragen har kontrollerats före första arbetspasset och är då högst {months} månader gamla, på enheter som "
        "tar emot barn. Det intygas inom {working_days} arbetsdagar från passet. Är redovisade utdrag inte hela, i tid eller färska är "
        "bristen kritisk, är inget redovisat hög, och kom goda utdrag sent medel.",
        en="Both register extracts were seen before the first shift and are at most {months} months old then, in units that receive "
        "children. This is attested within {working_days} working days of the shift. Where the extracts told are not whole, in time "
        "and fresh the finding is critical, where nothing is told high, and where good ones were told late medium.",
    ),
}


def sentence_of(rule: Rule) -> Words:
    """Give a rule as a sentence, its title when there is none."""
    words = _SENTENCES.get(rule.id)
    if words is None:
        return Words(sv=f"{rule.title_sv}.", en=f"{rule.title_en}.")
    return words.fill(**{each.name: plain(str(each.default)) for each in rule.parameters})
