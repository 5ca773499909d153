"""The browsers of the tests: a light one for most, a whole one where the browser itself matters.

Chromium's headless shell is the same engine without the windows and their upkeep, and costs a third
less. It has no PDF viewer and no window to show, so the page objects, the downloads and the
demonstration are tried on the browser that people would get.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from icsoe_bot.portal.navegador import VARIABLE

_PROGRAMA = "chromium-headless-shell"


def ligero() -> str | None:
    """The light one; ``None`` where there is none, or where the environment names one for all."""
    return None if os.environ.get(VARIABLE) else shutil.which(_PROGRAMA)


def main() -> None:
    """Install it where that takes one package of the distribution's; the tests don't need it."""
    if ligero() or sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    subprocess.run(
        ("apt-get", "install", "-y", "-qq", "--no-install-recommends", _PROGRAMA),
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )


if __name__ == "__main__":
    main()
