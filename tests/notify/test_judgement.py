"""What cannot be judged is notified to the operator and to those whose word it is; judged again says only what stands."""

from schemas import provider_audit as audit
from schemas.codes import Role
from schemas.fact import Fact
from schemas.findings import Party, Severity
from services.notify.domain.notice import Notice
from services.notify.domain.planning.plan import plan
from services.notify.domain.terms import Terms
from services.notify.pages.targets import target
from services.notify.views import Aimed
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, name, raised_fields


def aimed(notice: Notice) -> Aimed:
    """Where a notice of a placement leads, by what it is made of."""
    about = notice.subject
    return Aimed(
        notice.condition, about.rule, about.period, about.finding, about.entity, case=name("case"), kind="placement"
    )


OPERATOR = ("judgement_suspended", Role.OPERATOR)


def suspended(
    teller: str = "provider", of_log: str = "referral", board: str | None = "board"
) -> audit.JudgementSuspended:
    return audit.JudgementSuspended(
        provider=name("provider"), stuck=name("placement"), why="ends a placement before its start", since=NOW, fact=name("bad"),
        of_log=of_log, teller=name(teller), board=name(board) if board else None,
    )  # fmt: skip


def notified(fact: Fact) -> list[tuple[str, Role]]:
    facts = Facts()
    return [(one.condition, one.recipient.role) for one in plan(facts.add("dossier", fact), Terms()).notices]


def test_its_teller_is_told_and_the_board_it_names() -> None:
    own, others = "told_unjudgeable", "other_unjudgeable"
    assert notified(suspended()) == [OPERATOR, (others, Role.COORDINATOR), (own, Role.PROVIDER_MANAGER)]
    assert notified(suspended("board")) == [OPERATOR, (own, Role.COORDINATOR)]
    assert notified(suspended("board", "directory")) == [OPERATOR, (own, Role.CONTROLLER)]
    assert notified(suspended(board=None)) == [OPERATOR, (own, Role.PROVIDER_MANAGER)]


def test_a_notice_leads_to_where_the_fact_is_shown_and_can_be_corrected() -> None:
    facts = Facts()
    notices = plan(facts.add("dossier", suspended()), Terms()).notices
    paths = {one.recipient.role: target(aimed(one), one.recipient.role) for one in notices}
    assert paths == {
        Role.OPERATOR: f"/parked/{name('bad')}",
        Role.COORDINATOR: f"/cases/{name('case')}",
        Role.PROVIDER_MANAGER: f"/placements/{name('placement')}",
    }


async def test_the_notices_end_when_judging_goes_on(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.add("dossier", suspended())
    await service.consume(facts.made)
    facts.add("dossier", audit.JudgementResumed(provider=name("provider"), stuck=name("other")))
    await service.consume(facts.made[-1:])
    open_now = "select count(*) from notify.notice where state in ('planned', 'told') and over_at is null"
    assert await service.rows(open_now) == [(3,)]
    facts.add("dossier", audit.JudgementResumed(provider=name("provider"), stuck=name("placement")))
    await service.consume(facts.made[-1:])
    assert await service.rows(open_now) == [(0,)]


def test_judged_again_only_what_is_new_and_stands_is_told() -> None:
    again = {"judged_again": "new_judge"}
    raised = audit.FindingRaised(**about_finding(), **raised_fields(), **again)
    assert notified(raised) == notified(audit.FindingRaised(**about_finding(), **raised_fields()))
    assert notified(audit.FindingWithdrawn(**about_finding(), reason="judged_again", **again)) == []
    assert notified(audit.FindingWithdrawn(**about_finding(), reason="judged_again"))
    assert notified(audit.FindingSettled(**about_finding(Severity.HIGH), at=NOW, **again)) == []
    met = audit.ObligationMet(
        rule="R01", owes=Party.PROVIDER, provider=name("provider"), board=name("board"), about=name("placement"), due=NOW,
        by=name("plan"), **again,
    )  # fmt: skip
    assert notified(met) == []
