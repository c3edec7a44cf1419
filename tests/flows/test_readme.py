"""The README's tour, as printed, in a real shell against a real server."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.flows.shop import Shop
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("embedded")


def tour(port: int) -> str:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 6
    return "set -eu\n" + "echo ---\n".join(blocks).replace(":8000", f":{port}")


def test_the_tour_works_as_printed(installation: dict[str, str], smtp: SmtpSink, tmp_path: Path) -> None:
    shop = Shop(installation | {"DATA_DIR": str(tmp_path / "var")}, smtp)
    with shop.server() as server:
        server.wait_for(f"{shop.url}/readyz")
        script = tour(shop.port)
        ran = subprocess.run(
            ["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        browsing, registering, buying, clerking, selling, talking = ran.stdout.split("---\n")
        assert "чайник" in browsing.lower()
        assert '"anna@buyer.example"' in registering
        assert '"number":' in buying
        assert "200 application/pdf" in buying
        assert '"status":"added"' in clerking
        assert '"status":"unknown_sku"' in clerking
        assert '"from":null' in clerking
        assert '"status":"cancelled"' in clerking
        assert '"status":"applied"' in selling
        assert '"bad_price"' in selling
        assert "Чайник «Ручей»" in selling
        assert '"status":"rolled_back"' in selling
        assert "Добрый день! Когда ждать чайник?" in talking
        assert '"type":"message.created"' in talking
        assert "urn:torg:problem" not in ran.stdout
