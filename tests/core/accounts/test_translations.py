from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("folder", ["core/locale", "core/accounts/locale"])
def test_everything_is_said_in_russian_and_compiled(folder: str) -> None:
    path = ROOT / folder / "ru/LC_MESSAGES/django.po"
    gathered, compiled = polib.pofile(str(path)), polib.mofile(str(path.with_suffix(".mo")))
    assert len(gathered) > 30
    assert [entry.msgid for entry in gathered if not entry.translated()] == []
    assert {(e.msgid, e.msgstr) for e in compiled} == {(e.msgid, e.msgstr) for e in gathered}
