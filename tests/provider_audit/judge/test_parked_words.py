"""Every reason that the judge parks a fact by has plain words in Swedish, for the page that shows it."""

import ast
from pathlib import Path

from services.provider_audit.judge import apply
from services.runtime.parked.words import reason_words


def _sentences() -> set[str]:
    """Every sentence that apply.py gives as a reason, an f-string's holes filled with a word."""
    tree = ast.parse(Path(apply.__file__).read_text())
    found = set()
    for call in ast.walk(tree):
        name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        if isinstance(call, ast.Call) and name in ("Unjudgeable", "_needs", "_placement_known") and call.args:
            found |= _text(call.args[0])
    return found | {f"{what} a placement that has not started" for what in ("ends", "pauses", "resumes")}


def _text(value: ast.expr) -> set[str]:
    if isinstance(value, ast.Constant):
        return {str(value.value)}
    if isinstance(value, ast.JoinedStr) and isinstance(value.values[0], ast.Constant):
        return {"".join(str(part.value) if isinstance(part, ast.Constant) else "2035" for part in value.values)}
    return set()


def test_every_reason_has_words() -> None:
    sentences = _sentences()
    assert len(sentences) > 20
    without = sorted(each for each in sentences if reason_words(each).sv.endswith(each))
    assert not without, f"give these reasons plain words in services/runtime/parked/words.py: {without}"
