"""The 21 counties (län) by the two-digit codes of Statistics Sweden (SCB), which begin their municipalities' codes."""

from services.runtime.language.look_alikes import alike
from services.runtime.language.words import Words

NAMES: dict[str, Words] = {
    "01": Words(sv="Stockholms län", en="Stockholm County"),
    "03": Words(sv="Uppsala län", en="Uppsala County"),
    "04": Words(sv="Södermanlands län", en="Södermanland County"),
    "05": Words(sv="Östergötlands län", en="Östergötland County"),
    "06": Words(sv="Jönköpings län", en="Jönköping County"),
    "07": Words(sv="Kronobergs län", en="Kronoberg County"),
    "08": Words(sv="Kalmar län", en="Kalmar County"),
    "09": Words(sv="Gotlands län", en="Gotland County"),
    "10": Words(sv="Blekinge län", en="Blekinge County"),
    "12": Words(sv="Skåne län", en="Skåne County"),
    "13": Words(sv="Hallands län", en="Halland County"),
    "14": Words(sv="Västra Götalands län", en="Västra Götaland County"),
    "17": Words(sv="Värmlands län", en="Värmland County"),
    "18": Words(sv="Örebro län", en="Örebro County"),
    "19": Words(sv="Västmanlands län", en="Västmanland County"),
    "20": Words(sv="Dalarnas län", en="Dalarna County"),
    "21": Words(sv="Gävleborgs län", en="Gävleborg County"),
    "22": Words(sv="Västernorrlands län", en="Västernorrland County"),
    "23": Words(sv="Jämtlands län", en="Jämtland County"),
    "24": Words(sv="Västerbottens län", en="Västerbotten County"),
    "25": Words(sv="Norrbottens län", en="Norrbotten County"),
}
NOT_STATED = Words(sv="län ej angivet", en="county not stated")


def county_name(code: str | None) -> Words:
    """Give a county's name, or that none is stated; a code that is not known is given as it is."""
    if code is None:
        return NOT_STATED
    return NAMES.get(code, Words(sv=code, en=code))


def find_county(typed: str) -> str | None:
    """Give the code of a county written by its code or by its name in either language, "Skåne" and "1" included."""
    word = alike(typed)
    if word.zfill(2) in NAMES:
        return word.zfill(2)
    bare = word.removesuffix(" län").removesuffix(" county")
    for code, name in NAMES.items():
        if bare in (name.sv.casefold().removesuffix(" län"), name.en.casefold().removesuffix(" county")):
            return code
    return None
