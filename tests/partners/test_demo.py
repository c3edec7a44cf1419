"""The demo shop: what a first start fills an empty installation with."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from demo import accounts
from tests.conftest import Api

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.profile("embedded")]  # what has a demo by itself


def sign_in(api: Any, role: str) -> Api:
    signed_in = api.post("auth/login/", {"email": accounts.email(role), "password": accounts.kept()[role]})
    return Api(signed_in.json()["access"])


def interrupted(name: str) -> int:
    raise KeyboardInterrupt


def test_a_first_start_fills_the_shop_though_one_broke_off_and_a_second_changes_nothing(
    api: Any, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("demo.loading.kind_of", interrupted)  # the first list is in, no picture is
        call_command("demo")
    call_command("demo")
    printed = capsys.readouterr().out
    assert all(password in printed for password in accounts.kept().values())
    assert (tmp_path / "demo-accounts.json").stat().st_mode & 0o777 == 0o600

    goods = api.get("products/?limit=100&count=true").json()
    assert goods["count"] >= 50
    assert all(good["image"] for good in goods["items"])
    assert api.get(goods["items"][0]["image"]).status_code == 200
    assert len(api.get("suppliers/").json()["items"]) == 3

    assert sign_in(api, "buyer").get("auth/profile/").json()["role"] == "buyer"
    assert sign_in(api, "staff").get("admin/suppliers/").status_code == 200
    (sent,) = sign_in(api, "supplier").get("partner/price-lists/").json()["items"]
    assert (sent["status"], sent["counts"]["errors"]) == ("applied", 0)

    before, passwords = api.get("products/?limit=100").json(), accounts.kept()
    for options in ({}, {"again": True}):
        call_command("demo", **options)
    assert (api.get("products/?limit=100").json(), accounts.kept()) == (before, passwords)
