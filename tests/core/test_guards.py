"""What Django's own checks would look for, by another name: forms are guarded, and nobody frames our pages."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_form_from_elsewhere_is_refused(settings: Any) -> None:
    form = {"username": "clerk", "password": "secret"}
    assert Client(enforce_csrf_checks=True).post("/admin/login/", form).status_code == 403
    assert Client().post("/admin/login/", form).status_code == 200


@pytest.mark.parametrize("path", ["/admin/login/", "/api/v1/docs", "/api/v1/suppliers/", "/api/v1/nowhere/"])
def test_nothing_is_framed(path: str) -> None:
    answer = Client().get(path)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
