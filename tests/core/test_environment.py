"""What the installation says of itself is taken as it is meant, or refused with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from core import environment


def test_a_time_zone_is_one_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.time_zone("TORG_TESTING_ZONE") == "UTC"
    monkeypatch.setenv("TORG_TESTING_ZONE", " Europe/Moscow ")
    assert environment.time_zone("TORG_TESTING_ZONE") == "Europe/Moscow"
    for unknown in ("Moscow", "../etc/passwd", "Europe/", "+03:00", "/UTC", "a\tb"):
        monkeypatch.setenv("TORG_TESTING_ZONE", unknown)
        with pytest.raises(ImproperlyConfigured, match="must be a time zone such as Europe/Moscow"):
            environment.time_zone("TORG_TESTING_ZONE")
