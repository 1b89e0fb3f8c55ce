"""Runs one program as a child that never outlives its parent, and that never runs as root.

Started as `python -I keeper.py USER PROGRAM ARGUMENT...` with a pipe as standard input. When the pipe closes, because
the parent asked for it or because the parent was killed, the program is told to stop. When this keeper itself is
killed, the kernel ends the program. PostgreSQL refuses to run as root: USER names whom it runs as then, `-` means as
it is. Only the standard library is used, because the file is run on its own.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import select
import signal
import struct
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522

GENTLE_SECONDS = 20.0
HARD_SECONDS = 5.0
NOT_STARTED = 126


def become(user: str) -> None:
    """Give up root for `user`, keeping only the right to pass through folders that others may not read.

    That right lets the program reach its own files below a private home; every other right of root is gone.
    """
    account = pwd.getpwnam(user)
    library = ctypes.CDLL(None, use_errno=True)
    # Without this bit access(2), by which PostgreSQL looks for its own programs, would ignore the kept right.
    library.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    library.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    kept = 1 << CAP_DAC_READ_SEARCH
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    library.capset(header, struct.pack("=IIIIII", kept, kept, kept, 0, 0, 0))
    if os.geteuid() != account.pw_uid:
        raise PermissionError("root could not be given up")
    library.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0)


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when the keeper dies, and notice if it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(NOT_STARTED)


def start(user: str, command: list[str]) -> int:
    """Fork and become `command`; returns the process id of the child."""
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        if user != "-":
            become(user)
        end_with_parent(parent)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.execv(command[0], command)  # noqa: S606  no shell is wanted here
    except (OSError, KeyError) as error:
        print(f"cannot start {command[0]} as {user}: {error}", file=sys.stderr, flush=True)
    os._exit(NOT_STARTED)


def ended(child: int, seconds: float) -> int | None:
    """The exit code of `child` if it ends within `seconds`; None when it still runs."""
    until = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= until:
            return None
        time.sleep(0.02)


def stop(child: int) -> int:
    """End `child`: gently, then hard, then by force. For PostgreSQL: fast shutdown, then immediate."""
    for sent, seconds in ((signal.SIGINT, GENTLE_SECONDS), (signal.SIGQUIT, HARD_SECONDS)):
        os.kill(child, sent)
        code = ended(child, seconds)
        if code is not None:
            return code
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def keep(user: str, command: list[str]) -> int:
    """Run `command` until it ends by itself or standard input closes; returns its exit code."""
    wait_for_wake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = start(user, command)
    while True:
        ready, _, _ = select.select([0, wait_for_wake], [], [], 5.0)
        code = ended(child, 0.0)
        if code is not None:
            return code
        if 0 in ready and not os.read(0, 1):
            return stop(child)
        if wait_for_wake in ready:
            os.read(wait_for_wake, 64)


if __name__ == "__main__":
    result = keep(sys.argv[1], sys.argv[2:])
    sys.exit(result if result >= 0 else 128 - result)
