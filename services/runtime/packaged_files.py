"""Files that a clone has outside the services, and a wheel inside them: the topics and the fetched style sheets."""

from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
_INSIDE = Path(__file__).with_name("packaged")


def packaged(in_wheel: str, in_clone: str) -> Path:
    """Give the place of a file or folder: where a wheel was installed, below services/runtime/packaged."""
    inside = _INSIDE / in_wheel
    return inside if inside.exists() else CLONE / in_clone
