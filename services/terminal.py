"""How commands speak: what they found on standard output, what is wrong on standard error, and never as a trace."""

import asyncio
from collections.abc import Coroutine
from typing import Any, NoReturn

import typer
from rich.console import Console

from services.runtime.embedded.programs import EmbeddedError
from services.runtime.errors import StatementFailed
from services.runtime.process.environment import Problem, in_words
from services.runtime.settings import Settings

SAY = Console(highlight=False, soft_wrap=True)
ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(what: str) -> NoReturn:
    """Say what is wrong and end with 1."""
    ERRORS.print(what, markup=False)
    raise typer.Exit(1)


def going(act: Coroutine[Any, Any, Any]) -> Any:
    """Run a command's coroutine; what is expected to go wrong is said in words, with what `utvag check` finds where it may help."""
    try:
        return asyncio.run(act)
    except (OSError, ValueError, LookupError, EmbeddedError, StatementFailed) as wrong:
        problems = _found() if isinstance(wrong, OSError | StatementFailed) else []
        fail("\n".join([in_words(wrong), *map(str, problems)]))


def _found() -> list[Problem]:
    from services.runtime.process.check import check

    return asyncio.run(check(Settings()))
