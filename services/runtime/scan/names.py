"""Names in a normalised text: the person's own in all its forms, and two words with capitals that may be another's."""

import re
from collections.abc import Iterator

from services.runtime.language.counties import NAMES as COUNTIES
from services.runtime.scan.copy import Span, normalised

_SHORTEST, _SHORTEST_GENITIVE = 3, 5
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_GENITIVE = r"(?:['\u2019:]?s)?"
_PARTICLES = frozenset("af al ben bin da de del der di el ibn la van von".split())
_ORDINARY = frozenset(
    "alla alma berg björn bo bror dag dalen ek falk far gran hall hav holm kung lek lind liv ljung lo love lund man mark "
    "mo my nord norr ny per ros skog stark sten stig storm ström sund svan tage ulf under vän väst åker öst".split()
)
"""Words that are names too: small in a text, or first in a sentence, they need not be one."""
_NOT_NAMES = frozenset(
    # what a sentence begins with
    "alla allt annan att av barnet behov bland både de dem den denna deras det detta du där därefter då efter eftersom en "
    "enligt ett flera flickan fram från få för före första föräldrarna genom ha han har hennes hittills hon honom hos hur "
    "här i idag igår ingen ingenting inget inom inte ja jag kan kontakt kontakta med medan men mellan mycket måste målet målen "
    "möte mötet ni nej nu nuvarande när nära och också om oss personen planen plan pojken på redan rapport ring sedan senare "
    "samtal ska skolan som så till tills två under ungdomen ungdomens unge uppföljning utan ut vad var varje vem vi vid vår våra "
    "vårt väl vill är även åt återkom a after all an and at before but by each for from he her his in it its my no not of on or "
    "our she that the their then there these they this to was we were what when who with yes you your "
    # days, months, feasts
    "måndag tisdag onsdag torsdag fredag lördag söndag januari februari mars juni juli augusti september oktober "
    "november december jul midsommar monday tuesday wednesday thursday friday saturday sunday january february march june "
    "july august october "
    # offices, laws, ways of work
    "arbetsförmedlingen avrop avtal barnahus bris bup coachning dnr domstolen exit fryshuset försäkringskassan förvaltningen "
    "genomförandeplan hvb hälso ivo kriminalvården kommun kommunen kommunens lex linjen länsstyrelsen migrationsverket "
    "myndigheten nämnd nämnden polis polisen polismyndigheten psykiatrin region regionen räddningstjänsten sis skatteverket "
    "skola skolverket skyddat socialförvaltningen socialjouren socialnämnden socialstyrelsen socialtjänsten socialtjänstlagen "
    "stadsdel statens sverige svensk svenska tillsyn tingsrätten utförare utväg vårdcentralen word teams excel åklagare "
    "anonyma barnen frivården komvux korset kris "
    "kyrkan revansch röda rädda stadsmissionen unga vuxna "
    # places
    "afrika amerika asien balkan danmark england europa finland frankrike göteborg göteborgs halland irak iran jönköping kalmar "
    "kristianstad kronoberg linköping malmö mellersta nederländerna norge norr norra norrbotten norrköping nord nya nyköping "
    "polen sjöbo skåne småland sollentuna solna somalia stockholm stockholms stora storbritannien sundsvall sydskåne syd syrien "
    "södertälje södermanland södra trollhättan turkiet tyskland uddevalla umeå uppsala usa varberg västerås västra växjö örebro "
    "östersund östra öst väst gamla lilla övre nedre helsingborg borås eskilstuna gävle halmstad landskrona borlänge falun luleå "
    "karlstad skövde karlskrona visby gotland enhet enheten avdelning boende boendet hem hus villa gård gården stöd omsorg vård "
    "ab hb kb".split()
) | {word.casefold() for words in COUNTIES.values() for word in words.sv.replace("s län", "").split()}
"""Words with a capital that are no part of a person's name."""


def own_name(text: str, person: str) -> Iterator[tuple[Span, bool]]:
    """Find a person's name, each part of it, also in the genitive; and say whether that is certain."""
    parts = [part for part in re.split(r"[\s-]+", normalised(person).text) if part]
    if len(parts) > 1:
        whole = r"[ -]+".join(re.escape(part) for part in parts)
        yield from (
            (match.span(), True) for match in re.finditer(rf"(?<!\w){whole}{_GENITIVE}(?!\w)", text, re.IGNORECASE)
        )
    pieces = [piece for part in parts for piece in re.split("['\u2019]", part)]
    for part in dict.fromkeys(each for each in (*parts, *pieces) if len(each) > 1):
        for match in re.finditer(rf"(?<!\w){re.escape(part)}{_GENITIVE}(?!\w)", text, re.IGNORECASE):
            capital = match[0][0].isupper()
            if len(part) < _SHORTEST and (not capital or _begins(text, match.start())):
                continue
            ordinary = part.casefold() in _ORDINARY and (not capital or _begins(text, match.start()))
            yield match.span(), not ordinary


def names_of_others(text: str) -> Iterator[Span]:
    """Find two or more words with capitals that follow one another, unless one of them is known to be no name."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        word = match[0]
        follows = bool(run) and text[run[-1].end() : match.start()] == " "
        if follows and word in _PARTICLES:
            run.append(match)
            continue
        if not _may_be_name(word):
            yield from _pair(run)
            run = []
        elif follows:
            run.append(match)
        else:
            yield from _pair(run)
            run = [match]
    yield from _pair(run)


def _pair(run: list[re.Match[str]]) -> Iterator[Span]:
    names = [match for match in run if match[0] not in _PARTICLES]
    if len(names) > 1:
        yield names[0].start(), names[-1].end()


def _may_be_name(word: str) -> bool:
    if len(word) < 2 or not word[0].isupper() or not any(letter.islower() for letter in word):  # noqa: PLR2004 - an initial
        return False
    bare = word.casefold()
    genitive = bare.removesuffix("s") if len(bare) > _SHORTEST_GENITIVE else bare
    return bare not in _NOT_NAMES and genitive not in _NOT_NAMES


def _begins(text: str, at: int) -> bool:
    """Tell whether a word begins a sentence."""
    before = text[:at].rstrip(" \"'(-")
    return not before or before[-1] in ".!?:"
