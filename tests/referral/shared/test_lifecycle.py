"""The lifecycle: what is allowed, what is refused with the allowed named, and ended apart from concluded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.shared.lifecycle import TRANSITIONS, allowed, step
from services.referral.shared.lifecycle_words import ACT_WORDS, STATE_WORDS, state_words
from services.referral.shared.states import ENDED_STATES, Act, State, Who
from services.runtime.errors import Refused


def test_states_are_the_words_of_fhir_task() -> None:
    assert {state.value for state in State} == {
        "draft", "requested", "accepted", "rejected", "in-progress", "on-hold", "completed", "cancelled", "failed",
        "entered-in-error",
    }  # fmt: skip


def test_every_state_and_act_has_words_and_no_transition_stands_twice() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(ACT_WORDS) == set(Act)
    keys = [(row.state, row.act, who) for row in TRANSITIONS for who in row.who]
    assert len(keys) == len(set(keys))


def test_every_state_but_an_error_is_reached_from_a_draft() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {row.next for row in TRANSITIONS if row.state in reached}
    assert reached == set(State) - {State.ENTERED_IN_ERROR}


@given(st.sampled_from(State), st.sampled_from(Act), st.sampled_from(Who))
def test_an_act_is_allowed_exactly_when_the_table_says_so(state: State, act: Act, who: Who) -> None:
    if act in allowed(state, who):
        assert step(state, act, who).act is act
    else:
        with pytest.raises(Refused):
            step(state, act, who)


def test_a_refusal_names_what_is_allowed() -> None:
    with pytest.raises(Refused) as refused:
        step(State.REQUESTED, Act.START, Who.PROVIDER)
    assert refused.value.what.sv == "Det går inte att göra ”starta” när läget är ”Skickad”."
    assert refused.value.next_step.sv == "Det här kan utföraren göra nu: acceptera, avböj."
    assert refused.value.next_step.en == "What the provider can do now: accept, decline."


@pytest.mark.parametrize("state", sorted(ENDED_STATES))
def test_ended_is_not_concluded(state: State) -> None:
    assert state_words(state).sv.endswith("Avslutad, papper kvar")
    assert state_words(state, concluded=True).sv.endswith("Klar")
    assert Act.SUBMIT_END_REPORT in allowed(state, Who.PROVIDER)
    assert allowed(state, Who.PROVIDER, concluded=True) == ()
    with pytest.raises(Refused, match="transition_not_allowed"):
        step(state, Act.SUBMIT_END_REPORT, Who.PROVIDER, concluded=True)
