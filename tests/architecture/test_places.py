"""A test stands where its code stands: `tests/referral/returns` tests `services/referral/returns`."""

from __future__ import annotations

from pathlib import PurePosixPath

from tests.parts.code import ROOT, Module, fail_with, modules

ACROSS = {
    "added_fact": "a fact is added as CONTRIBUTING says",
    "added_page": "so is a page",
    "added_rule": "so is a rule",
    "added_service": "so is a service",
    "architecture": "the shape of all code",
    "bench": "figures of the whole",
    "cases": "inputs that went wrong, whichever room reads them",
    "deploy": "what an operator installs",
    "docs": "what is written about the whole",
    "faults": "the whole application while something breaks",
    "kept_releases": "databases of every release",
    "journeys": "people's ways through all services",
    "oracle": "a second judge, written apart from the first",
    "parts": "what tests start or look through",
    "schemas": "what all services share",
}
"""Folders of tests about several services, and what they are about."""
SHARED = {"shared"}
"""Rooms that the other rooms of their service use: a test that imports one is not about it for that."""


def service_tests() -> list[tuple[Module, str, PurePosixPath]]:
    """Every test file of a service: the service, and its folder within that."""
    found = []
    for module in modules("tests"):
        path = PurePosixPath(module.where)
        if path.name.startswith("test_") and path.parts[1] not in ACROSS and len(path.parts) > 2:
            found.append((module, path.parts[1], path.parent.relative_to(f"tests/{path.parts[1]}")))
    return found


def rooms_imported(module: Module, service: str) -> set[str]:
    """The rooms of a service that a test imports from, "" for its loose modules; shared rooms are left out."""
    found = set()
    for name in module.imports:
        parts = name.split(".")
        if parts[:2] == ["services", service] and len(parts) > 2:
            found.add(parts[2] if ROOT.joinpath(*parts[:3]).is_dir() else "")
    return found - SHARED


def test_every_folder_of_tests_is_a_folder_of_services() -> None:
    found = [
        f"{module.where}: there is no services/{service}/{folder}"
        for module, service, folder in service_tests()
        if not (ROOT / "services" / service / folder).is_dir()
    ]
    fail_with("Move the tests with their code; what is about several services joins ACROSS with its reason.", found)


def test_a_test_of_one_room_lies_in_its_folder() -> None:
    found = [
        f"{module.where} tests services/{service}/{room}"
        for module, service, folder in service_tests()
        if not folder.parts and len(rooms := rooms_imported(module, service)) == 1 and (room := rooms.pop())
    ]
    fail_with("Move the test to the room whose code it tests; one about several rooms stands above them.", found)
