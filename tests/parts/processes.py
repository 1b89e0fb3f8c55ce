"""Finds the processes that a test session left behind."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

MARK = "UTVAG_TEST_SESSION"


def left_behind(mark: str) -> dict[int, str]:
    """Live processes begun by this session, as process id -> command line.

    A process is ours when it descends from us, carries our mark in its environment, or has it in its command, as part of our folder's name.
    """
    parents: dict[int, int] = {}
    commands: dict[int, str] = {}
    marked: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state == "Z":
                    continue
                parents[int(entry.name)] = int(parent)
                commands[int(entry.name)] = (
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
                if f"{MARK}={mark}".encode() in (entry / "environ").read_bytes() or mark in commands[int(entry.name)]:
                    marked.add(int(entry.name))
    return {number: command for number, command in commands.items() if number in marked or _descends(number, parents)}


def _descends(number: int, parents: dict[int, int]) -> bool:
    """Whether `number` has this process among its ancestors."""
    while number in parents:
        number = parents[number]
        if number == os.getpid():
            return True
    return False


def wait_until_none_left(mark: str, seconds: float = 10.0) -> dict[int, str]:
    """What is still there after at most `seconds`: ending takes a moment."""
    until = time.monotonic() + seconds
    while (found := left_behind(mark)) and time.monotonic() < until:
        time.sleep(0.1)
    return found
