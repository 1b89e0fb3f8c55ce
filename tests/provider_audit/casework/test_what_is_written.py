"""What is written in a reply and a decision: checked field by field, motivated, and without anybody's number."""

from dataclasses import replace
from datetime import date

import pytest

from schemas.findings import Casework, Party
from schemas.provider_audit import (
    FindingCompletionRequested,
)
from services.provider_audit.casework.acts import (
    Act,
    Confirm,
    Dismiss,
    DismissReason,
    Ground,
    Remedy,
    Reply,
    RequestCompletion,
    Stand,
)
from services.provider_audit.casework.checks import wrong_with
from services.provider_audit.casework.decisions import decide
from services.provider_audit.casework.state import offered
from services.runtime.errors import Refused
from tests.provider_audit.casework.deciding import COMPLETE, ITEM, LATER, NOW, REPLY, REPLY_DUE
from tests.provider_audit.play import WHY, at


def test_a_reply_is_checked_field_by_field() -> None:
    empty = Reply(Party.PROVIDER, None, None, "  ")
    assert set(wrong_with(empty)) == {"stand", "text"}
    disagrees = replace(REPLY, stand=Stand.DISAGREE, receipt_known=False, remedy=Remedy("Ny rutin"))
    assert set(wrong_with(disagrees)) == {"ground", "receipt", "remedy_role", "remedy_by"}
    plan = Remedy("Ny rutin", "föreståndaren", date(2026, 4, 1))
    assert wrong_with(replace(disagrees, ground=Ground.IN_TIME, receipt_known=True, remedy=plan)) == {}
    assert set(wrong_with(replace(REPLY, text="x" * 4001))) == {"text"}


@pytest.mark.parametrize("act", [Confirm("Det stämmer."), Dismiss(DismissReason.SMALL, ""), RequestCompletion("Mer?")])
def test_a_decision_is_motivated_in_writing(act: Act) -> None:
    assert set(wrong_with(act)) == {"text"}
    with pytest.raises(Refused) as refused:
        decide(replace(ITEM, casework=Casework.REPLIED, replied=frozenset({Party.PROVIDER})), act, LATER)
    assert refused.value.field == "text"


@pytest.mark.parametrize("text", ["Ring 070-123 45 67 så ordnar vi det.", "Hen heter inget men har 19980101-2387 där."])
def test_what_is_written_holds_nobodys_number(text: str) -> None:
    for act in (replace(REPLY, text=text), Confirm(text), Dismiss(DismissReason.SMALL, text), RequestCompletion(text)):
        assert set(wrong_with(act)) == {"text"}
    plan = Remedy(text, text, date(2026, 4, 1))
    assert set(wrong_with(Confirm(WHY, plan))) == {"remedy", "remedy_role"}


def test_a_completion_asks_for_another_reply_on_a_new_clock() -> None:
    replied, _ = decide(ITEM, REPLY, NOW)
    asked, decided = decide(replied, replace(COMPLETE, reply_on=date(2026, 4, 10)), NOW)
    assert (asked.casework, asked.replied, asked.supervisor_from) == (Casework.COMPLETION, frozenset(), None)
    assert isinstance(decided[0].fact, FindingCompletionRequested)
    assert decided[0].fact.reply_due == asked.reply_due == at("2026-04-10 22:00")
    assert not offered(asked, Confirm, NOW)
    assert not offered(asked, RequestCompletion, NOW)
    assert offered(asked, Confirm, at("2026-04-10 22:00"))
    again, _ = decide(asked, REPLY, LATER)
    assert again.casework is Casework.REPLIED
    assert offered(again, Confirm, LATER)


def test_a_completion_never_shortens_the_time_to_reply_and_leaves_two_working_days() -> None:
    replied, _ = decide(ITEM, REPLY, NOW)
    assert decide(replied, replace(COMPLETE, reply_on=date(2026, 3, 25)), NOW)[0].reply_due == REPLY_DUE
    assert decide(replied, COMPLETE, NOW)[0].reply_due == at("2026-04-07 22:00")
    for day in (date(2026, 3, 23), date(2026, 12, 24)):
        with pytest.raises(Refused) as refused:
            decide(replied, replace(COMPLETE, reply_on=day), NOW)
        assert refused.value.field == "reply_on"
