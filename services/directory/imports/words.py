"""What a file comes to, in words: how many rows are taken in, are proposed, or are wrong."""

from services.directory.imports.planning import Plan
from services.directory.register.lines import WHO_DECIDES
from services.runtime.language.words import Words, count_words

_ROWS = (Words(sv="rad", en="row"), Words(sv="rader", en="rows"))


def waits(proposed: int) -> Words | None:
    """Say how many rows wait, and for whom; None when none does."""
    if not proposed:
        return None
    said = count_words(
        proposed,
        Words(sv="rad är ett förslag och väntar", en="row is a proposal and waits"),
        Words(sv="rader är förslag och väntar", en="rows are proposals and wait"),
    )
    return Words(sv=" ", en=" ") + said + Words(sv=". ", en=". ") + WHO_DECIDES


def count_rows(number: int) -> Words:
    """Write how many rows: "1 rad", "3 rader"."""
    return count_words(number, *_ROWS)


def answer_of(plan: Plan) -> Words:
    """Say in a sentence what taking the file in would do."""
    if plan.wrong:
        lines = len({wrong.line for wrong in plan.wrong})
        return Words(
            sv="{rows} är fel. Inget läses in förrän allt i filen stämmer.",
            en="{rows} with errors. Nothing is taken in until all of the file is right.",
        ).fill(rows=count_rows(lines))
    if not plan.to_take_in:
        return Words(
            sv="Allt i filen finns redan: {same} är oförändrade.",
            en="All of the file is on file already: {same} unchanged.",
        ).fill(same=count_rows(plan.count("same")))
    return Words(
        sv="{rows} kan läsas in: {new} nya, {changed} ändrade. {same} oförändrade.",
        en="{rows} can be taken in: {new} new, {changed} changed. {same} the same.",
    ).fill(
        rows=count_rows(plan.to_take_in), new=plan.count("new"), changed=plan.count("changed"), same=plan.count("same")
    )
