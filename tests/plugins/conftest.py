"""The sample plugin as a stranger's package: installed by pip, into a folder that is thrown away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT

WISHLIST = ROOT / "tests" / "plugins" / "wishlist"
EVERYTHING = "catalog,cart,orders,partners"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Install the wishlist by pip beside the environment and return the folder for PYTHONPATH."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    alone = os.environ | {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    subprocess.run([*pip, "--target", str(folder), str(WISHLIST)], env=alone, check=True, timeout=120)
    assert (Path(folder) / "torg_wishlist" / "locale" / "ru" / "LC_MESSAGES" / "django.mo").exists()
    return str(folder)


@pytest.fixture
def switched_on(installed: str) -> dict[str, str]:
    """What an installation's environment says when the plugin is installed and on."""
    return {"PYTHONPATH": installed, "MODULES": f"{EVERYTHING},wishlist"}
