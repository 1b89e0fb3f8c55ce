"""Words that the code no longer uses, what it says instead, and where one still stands: `python -m tests.architecture.words`."""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from tests.parts.code import ROOT, Module, is_migration, modules

PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
AUDIT = "services/provider_audit/"
DEMONSTRATION = "services/demonstration/"
CASEWORK = "services/demonstration/loading/casework"


@dataclass(frozen=True)
class OldWord:
    """A word that is no longer used: what to say instead, below which folders it is meant, and names that keep it."""

    instead: str
    below: tuple[str, ...] = ("",)
    kept: str = r"(?!)"
    """Matches `file name` where the name keeps its word."""

    def holds(self, where: str, name: str) -> bool:
        """Whether a name at a place is one that should be changed."""
        return where.startswith(self.below) and not re.fullmatch(self.kept, f"{where} {name}")


DAYS = r"(?i)\S+ \w*working_days?\w*"
"""Days on which people work are days of the field."""
OLD: dict[str, OldWord] = {
    "told": OldWord("fact, event, recorded, notified: what it is", kept=r"\S+ _TOLD_BEFORE"),  # in a frozen migration
    "tell": OldWord("emit (an event), append (to a log), publish (to Kafka), notify (a person)"),
    "tells": OldWord("emits, says"),
    "telling": OldWord("NewEvent"),
    "tellings": OldWord("new_events"),
    "heard": OldWord("consumed, inbox"),
    "hear": OldWord("consume"),
    "hears": OldWord("reads (a rule), consumes (a service)"),
    "hearing": OldWord("consuming", kept=r"\S+ \w*HEARING_WORKING_DAYS"),  # a party's hearing in casework
    "ear": OldWord("consumer"),
    "lookout": OldWord("lag monitor"),
    "unheard": OldWord("not_consumed"),
    # A reason for an entry in error is a code of facts.
    "matter": OldWord("SubjectHistory in the audit; elsewhere what it is", kept=r"\S+ WRONG_MATTER"),
    "matters": OldWord("what they are"),
    "thing": OldWord("entity, or what it is"),
    "things": OldWord("entities, or what they are"),
    # The ground of a reply is a field of its fact.
    "ground": OldWord(
        "scope key; fixtures in tests",
        kept=rf"(?i)({AUDIT}((casework|pages)/|page_tables)|schemas/|{CASEWORK}|tests/(provider_audit|notify))\S* \w*ground",
    ),
    "crowd": OldWord("capacity rule"),
    "crowds": OldWord("capacity rules"),
    "fit": OldWord("eligibility rule", (AUDIT,)),
    "fits": OldWord("eligibility rules", (AUDIT,)),
    "bind": OldWord("resolve", (AUDIT,)),
    "bound": OldWord(
        "ResolvedDuty, resolved",
        (AUDIT,),
        kept=r"(?i)\S+ \w*not_?(permit_?)?bound\w*|\S+(subject_history|kept_judgement)\.py bound",
    ),
    "shown": OldWord("current", (AUDIT + "judge/", AUDIT + "rules/")),
    "book": OldWord("RuleContext", (AUDIT + "judge/", AUDIT + "rules/")),
    "woken": OldWord("reopened_at"),
    "unmoved": OldWord("due_before_interruptions"),
    "counted": OldWord("base_due", (AUDIT + "judge/", AUDIT + "rules/")),
    "floor": OldWord("earliest_due", (AUDIT,)),
    "rests": OldWord("evidence", (AUDIT,)),
    "patience": OldWord("grace period"),
    "touch": OldWord("mark_dirty", (AUDIT,)),
    "reread": OldWord("re_evaluate"),
    "unmeet": OldWord("clear_fulfilment"),
    "grow": OldWord("escalate", (AUDIT,)),
    "miss": OldWord("mark_missed", (AUDIT,)),
    "hushed": OldWord("suppressed"),
    "quiet": OldWord("suppressed", (AUDIT,)),
    "struck": OldWord("retracted (a fact entered in error)"),
    "strike": OldWord("retract"),
    # How a finding stands is a code of facts.
    "standing": OldWord(
        "effective (a fact), current (a permit), existing",
        kept=rf"(?i)({AUDIT}|schemas/|{CASEWORK}|tests/(provider_audit|oracle))\S* \w*standing\w*",
    ),
    "stands": OldWord("is, is effective, lies"),
    "came": OldWord("received", kept=r"(?i)\S+ came_?by\w*"),  # by which way a fact was received is a field of it
    "desk": OldWord("page context"),
    "sheet": OldWord("form flow", kept=r"(?i)\S+ \w*style_?sheets?\w*"),
    "sheets": OldWord("form flows"),
    "scene": OldWord("import context, scenario"),
    "stage": OldWord("scenario, step"),
    "cast": OldWord("fixtures, people", (DEMONSTRATION,)),
    "story": OldWord("scenario", (DEMONSTRATION,)),
    "working": OldWord("transaction, work", kept=rf"{DAYS}|schemas/working_days\.py \w+"),
    "spine": OldWord("service schema"),
    "house": OldWord("application"),
    "visit": OldWord("RequestContext", kept=r"\S+ visit_bindparam"),  # SQLAlchemy's
    "edge": OldWord("middleware"),
}


@dataclass(frozen=True)
class Use:
    """A name with an old word in it: the word, the name, the file and the line; line 0 for the name of a file."""

    word: str
    name: str
    where: str
    line: int

    @property
    def room(self) -> str:
        """The folder of its room: `services/referral/cases`, `tests/referral`."""
        parts = PurePosixPath(self.where).parent.parts
        return "/".join(parts[: 3 if parts[0] == "services" else 2])


def words_of(name: str) -> set[str]:
    """The words that a name is made of, in small letters."""
    return {part.lower() for part in PART.findall(name)}


@cache
def uses() -> tuple[Use, ...]:
    """Every use of an old word in a name of the code or of a file; the sentences that tests are called by are prose."""
    found = []
    for module in modules("services", "schemas", "tests"):
        if is_migration(module) or module.path == ROOT / "tests/architecture/words.py":
            continue
        for name, line in names(module):
            here = [word for word in words_of(name) & OLD.keys() if OLD[word].holds(module.where, name)]
            found.extend(Use(word, name, module.where, line) for word in here)
    return tuple(found)


def names(module: Module) -> Iterator[tuple[str, int]]:
    """Every name in a module with its line, and first the file's own."""
    yield module.path.stem, 0
    text = "\n".join(module.lines) + "\n"
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and not token.string.startswith("test_"):
            yield token.string, token.start[0]


def report(below: str = "") -> str:
    """How often each old word stands in each room; of one folder, every place."""
    chosen = [use for use in uses() if use.where.startswith(below)]
    if below:
        return "\n".join(f"{use.where}:{use.line} {use.name} -> {OLD[use.word].instead}" for use in chosen)
    rooms: dict[str, Counter[str]] = {}
    for use in chosen:
        rooms.setdefault(use.room, Counter())[use.word] += 1
    lines = [
        f"{room}: {counts.total()}: " + ", ".join(f"{word} {count}" for word, count in counts.most_common())
        for room, counts in sorted(rooms.items())
    ]
    return "\n".join([*lines, f"{len(chosen)} in all"])


if __name__ == "__main__":
    print(report(*sys.argv[1:2]))
