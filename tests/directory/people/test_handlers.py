"""A role gives a viewer until it ends, and people are seen by their own organisation."""

from datetime import date
from uuid import UUID, uuid4

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.directory.shared.state import PLATFORM
from services.directory.sign_in import identify
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.vault.vault import Vault


async def test_a_role_gives_a_viewer_until_it_is_ended(
    database: Database, vault: Vault, author: Author, on_file: dict[str, UUID]
) -> None:
    eva, per, tove = uuid4(), uuid4(), uuid4()
    commission = await handlers.commission_person(database, author, eva, on_file["malmo"], Role.COORDINATOR)
    await handlers.commission_person(database, author, per, on_file["provider"], Role.PROVIDER_MANAGER, on_file["unit"])
    await handlers.commission_person(database, author, tove, PLATFORM, Role.SUPERVISOR)
    await handlers.name_people(database, vault, {eva: "Eva Lindqvist"})
    viewer = await identify(database, vault, eva, commission)
    assert viewer is not None
    assert (viewer.name, viewer.organisation_name, viewer.scope.boards) == (
        "Eva Lindqvist",
        "Socialnämnden, Malmö",
        (on_file["malmo"],),
    )
    manager = await identify(database, vault, per, None)
    assert manager is not None
    assert (manager.name, manager.unit, manager.scope.providers) == ("–", on_file["unit"], (on_file["provider"],))
    supervisor = await identify(database, vault, tove, None)
    assert supervisor is not None
    assert supervisor.scope.supervisor
    assert not supervisor.scope.operator
    assert await identify(database, vault, eva, uuid4()) is None
    assert await identify(database, vault, tove, commission) is None
    await handlers.end_commission(database, author, commission)
    assert await identify(database, vault, eva, commission) is None
    assert await identify(database, vault, eva, None) is None


async def test_a_role_of_other_days_gives_no_viewer(
    database: Database, vault: Vault, author: Author, on_file: dict[str, UUID]
) -> None:
    early, late = uuid4(), uuid4()
    await handlers.commission_person(
        database,
        author,
        early,
        on_file["malmo"],
        Role.CONTROLLER,
        valid_from=date(2020, 1, 1),
        valid_to=date(2020, 1, 2),
    )
    await handlers.commission_person(
        database, author, late, on_file["malmo"], Role.CONTROLLER, valid_from=date(2090, 1, 1)
    )
    assert await identify(database, vault, early, None) is None
    assert await identify(database, vault, late, None) is None


async def test_people_are_seen_by_their_own_organisation(
    database: Database, author: Author, on_file: dict[str, UUID]
) -> None:
    eva, per = uuid4(), uuid4()
    await handlers.commission_person(database, author, eva, on_file["malmo"], Role.COORDINATOR)
    await handlers.commission_person(database, author, per, on_file["provider"], Role.PROVIDER_MANAGER)
    for scope, seen in (
        (Scope(boards=(on_file["malmo"],)), {eva}),
        (Scope(boards=(on_file["sotenas"],)), set()),
        (Scope(providers=(on_file["provider"],)), {per}),
        (Scope(supervisor=True), set()),
        (Scope(operator=True), {eva, per}),
        (Scope(person=eva), {eva}),
    ):
        async with database.work("directory", scope) as work:
            assert {row["person"] for row in await work.rows("select person from directory.commission")} == seen
