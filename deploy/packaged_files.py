"""Lay into a wheel what a clone has outside the services: the topics, and the style sheets that package-lock.json holds.

Hatchling calls this when it builds a wheel (pyproject.toml names it). What the set-up has fetched into .assets is taken; elsewhere, as in a
build from the source archive, it is fetched here, each package checked by its hash.
"""

import runpy
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSIDE = "services/runtime/packaged"
SHEETS = ("@fkui/design/lib/fkui.min.css", "@fkui/theme-default/dist/theme-light.css")
LICENCES = ("@fkui/design/LICENSE.md", "@fkui/theme-default/LICENSE.md")


class PackagedFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the files under services/runtime/packaged, where the program looks first."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name each file and its place; an installation for work on the code reads them where they are."""
        if version == "editable":
            return
        root = Path(self.root)
        build_data["force_include"][str(root / "deploy" / "topics.yaml")] = f"{INSIDE}/topics.yaml"
        assets = self._assets(root)
        for name in (*SHEETS, *LICENCES):
            build_data["force_include"][str(assets / "node_modules" / name)] = f"{INSIDE}/node_modules/{name}"

    def _assets(self, root: Path) -> Path:
        fetched = root / ".assets"
        if not all((fetched / "node_modules" / name).is_file() for name in (*SHEETS, *LICENCES)):
            fetched = Path(tempfile.mkdtemp(prefix="utvag-assets-"))
            runpy.run_path(str(root / "deploy" / "fetch_assets.py"))["main"](str(fetched))
        return fetched
