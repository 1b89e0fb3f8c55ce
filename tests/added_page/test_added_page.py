"""CONTRIBUTING's *add a page*: a function and a template, put into a copy, and the page is served to the roles it names alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parts.copies import copied, put, run_tests

PAGE = '''

@router.get("/visits")
async def visits(request: Request, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Say how many visits are planned."""
    answer = Words(sv="{count} besök är planerade.", en="{count} visits are planned.").fill(count=0)
    return render(request, "referral/visits.html", viewer, title=Words(sv="Besök", en="Visits"), answer=answer)
'''
ITEM = 'VISITS = Item(Words(sv="Besök", en="Visits"), "/visits")\n'


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product with the page in its room, its template, and its item in the menu of its roles."""
    made = copied(tmp_path, Path(__file__).parent / "copied", "services", "schemas", "tests")
    put(made / "services/referral/cases/pages.py", PAGE)
    menu = made / "services/runtime/web/page/menu.py"
    put(menu, ITEM, before="\n_BOARD_STAFF = (")
    put(menu, "VISITS, ", before="COMPLIANCE, FINDINGS)")
    return made


@pytest.mark.timeout(300)
def test_a_page_is_added_by_a_function_and_a_template(copy: Path) -> None:
    run_tests(copy, "tests/runtime/web/page/test_menu.py", "tests/referral/cases/added_page.py")
