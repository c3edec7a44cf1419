"""Files that no revision leads to go after a day; those that one leads to stay for good."""

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from modules.orders.documents import storing, sweeping
from modules.orders.models.documents import Document

pytestmark = pytest.mark.django_db
TWO_DAYS = 2 * 24 * 3600


@pytest.fixture
def stored(placed: Any, work: Any, settings: Any) -> Path:
    """The file of an order's invoice."""
    placed()
    work()
    return Path(settings.DOCUMENT_ROOT, Document.objects.get(kind="invoice").file)


def aged(path: Path) -> Path:
    long_ago = time.time() - TWO_DAYS
    os.utime(path, (long_ago, long_ago))
    return path


def test_orphans_go_after_a_day(stored: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    root = Path(settings.DOCUMENT_ROOT)
    old = [root / storing.keep(b"%PDF", folder=f"{kind}/2026", name=f"n{n}").file
           for kind in sweeping.FOLDERS for n in range(3)]  # fmt: skip
    half = stored.with_name(f".{stored.name}.1.ab")
    half.write_bytes(b"%P")
    young = root / storing.keep(b"%PDF", folder="invoices/2026", name="young").file
    elsewhere = root / storing.keep(b"text", folder="support", name="somebody-elses").file
    for path in (stored, half, elsewhere, *old):
        aged(path)
    out = io.StringIO()
    call_command("sweep_documents", stdout=out)
    assert out.getvalue() == "Removed: 10\n"
    assert [path.exists() for path in (stored, young, elsewhere)] == [True] * 3
    assert not any(path.exists() for path in (half, *old))
    assert sweeping.sweep() == 0


def test_a_shop_without_documents_has_none_to_sweep(db: None) -> None:
    assert sweeping.sweep() == 0
