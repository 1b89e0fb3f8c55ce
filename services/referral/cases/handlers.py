"""Cases, drafts of referrals, and consents."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from schemas.new_event import Author, NewEvent
from schemas.referral import CaseOpened
from services.referral.cases import consents as consent_rows
from services.referral.cases.consent_form import ConsentGiven, parse_consent
from services.referral.cases.identity import Identity
from services.referral.referrals.inquiry_fields import PART
from services.referral.referrals.store import (
    add_case,
    add_draft,
    close_draft,
    keep_parts,
    load_case,
    load_referral,
    old_drafts,
)
from services.referral.shared.actor import Acting
from services.referral.shared.civil_time import day_of
from services.referral.shared.history import Noted, note, record
from services.referral.shared.lifecycle import step
from services.referral.shared.states import Act, Who
from services.referral.shared.texts import SCHEMA, name_within, seal, unseal
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.forms.reader import Raw
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words

DRAFT_DAYS = 90
CHANGED = Refused(
    "changed",
    Words(sv="Någon har ändrat sedan du öppnade sidan.", en="Somebody changed this after you opened it."),
    Words(
        sv="Din text finns kvar. Läs ändringen och spara igen.", en="Your text is kept. Read the change and save again."
    ),
)


async def open_case(acting: Acting, identity: Identity, case: UUID | None = None) -> UUID:
    """Open a case about one person, whose identity goes to the vault; give its id."""
    case = case or new_id()
    await add_case(acting.work, case, acting.actor, acting.author)
    await acting.vault.put(acting.work, SCHEMA, case, identity.fields())
    new_events = [NewEvent(subject=case, occurred=acting.now, fact=CaseOpened(board=acting.actor.organisation))]
    await record(acting.work, new_events, acting.author, Who.BOARD, {"case": case, "board": acting.actor.organisation})
    return case


async def open_referral(acting: Acting, case: UUID, referral: UUID | None = None) -> UUID:
    """Begin a draft in a case of one's own; give its id. Raises Refused."""
    referral = referral or new_id()
    found = await load_case(acting.work, acting.actor, case)
    await add_draft(acting.work, referral, found, acting.author, await seal(acting.work, acting.vault, case, {}))
    return referral


async def save_draft(acting: Acting, referral: UUID, parts: Mapping[str, Raw], version: int | None = None) -> None:
    """Keep parts of a draft as they were typed, right or wrong; a right consent is registered in the case as well.

    `version` is the draft's when the page was opened. Raises Refused when it has changed since, or is no draft.
    """
    draft = await load_referral(acting.work, acting.actor, referral, lock=True)
    step(draft.state, Act.SAVE, Who.BOARD)
    if version is not None and version != draft.version:
        raise CHANGED
    case = draft.case
    kept = await unseal(acting.work, acting.vault, case, draft.parts_sealed)
    kept.update(
        {name: {key: _plain(value) for key, value in raw.items()} for name, raw in parts.items() if name in PART}
    )
    await keep_parts(acting.work, referral, await seal(acting.work, acting.vault, case, kept), acting.now)
    if "consent" in parts:
        consent = parse_consent(
            parts["consent"], day_of(acting.now), await name_within(acting.work, acting.vault, case)
        )
        if isinstance(consent, ConsentGiven):
            await _keep_consent(acting, case, consent)


def _plain(value: object) -> str | list[str]:
    return value if isinstance(value, str) else [str(one) for one in value] if isinstance(value, (list, tuple)) else ""


async def register_consent(acting: Acting, case: UUID, consent: ConsentGiven) -> None:
    """Register a consent in a case. Raises Refused."""
    await load_case(acting.work, acting.actor, case)
    await _keep_consent(acting, case, consent)


async def _keep_consent(acting: Acting, case: UUID, consent: ConsentGiven) -> None:
    """Keep a consent, unless the very same is in force already."""
    receivers = list(consent.receivers)
    for known in await consent_rows.consents(acting.work, case):
        same = (list(known.receivers), known.valid_from, known.valid_to) == (
            receivers,
            consent.valid_from,
            consent.valid_to,
        )
        if same and known.withdrawn_at is None:
            return
    values = {
        "id": new_id(),
        "case": case,
        "board": acting.actor.organisation,
        "scope_sealed": await acting.vault.seal_text(acting.work, SCHEMA, case, consent.scope),
        "receivers": receivers,
        "valid_from": consent.valid_from,
        "valid_to": consent.valid_to,
        "registered_at": acting.now,
        "registered_by": acting.author.person or acting.actor.person,
    }
    await consent_rows.add_consent(acting.work, values)


async def withdraw_consent(acting: Acting, case: UUID, consent: UUID) -> None:
    """Note that a consent was withdrawn; a draft that rests on it can no longer be sent. Raises Refused."""
    await load_case(acting.work, acting.actor, case)
    if not await consent_rows.withdraw_consent(acting.work, case, consent, acting.now):
        raise Refused(
            "consent_gone",
            Words(sv="Samtycket är redan återkallat.", en="The consent was withdrawn before."),
            Words(sv="Ladda om sidan och läs historiken.", en="Reload the page and read the history."),
        )


async def discard_draft(acting: Acting, referral: UUID) -> None:
    """Remove a draft; its texts are emptied. Raises Refused when it is no draft."""
    draft = await load_referral(acting.work, acting.actor, referral, lock=True)
    state = step(draft.state, Act.DISCARD, Who.BOARD).next
    await close_draft(acting.work, referral, state, acting.now)


async def expire_drafts(work: Work, author: Author) -> int:
    """Close the drafts that nobody has touched for 90 days; give their number."""
    drafts = await old_drafts(work, author.arrived - timedelta(days=DRAFT_DAYS))
    for draft in drafts:
        state = step(draft.state, Act.EXPIRE, Who.CLOCK).next
        await close_draft(work, draft.id, state, author.arrived)
        places = {"case": draft.case, "board": draft.board, "referral": draft.id}
        await note(work, Noted("DraftExpired", author.arrived), author, Who.CLOCK, places)
    return len(drafts)
