"""API keys at the partner's door: each call by its scope, whoever may write may read, and nothing besides."""

from collections.abc import Callable
from typing import Any

import pytest

from modules.catalog import public as catalog
from modules.partners.api.desk import AREAS
from tests.conftest import Api
from tests.contract import document
from tests.partners.conftest import good, post_file, yaml_list

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def robot(supplier: Any) -> Callable[..., Api]:
    def make(*scopes: str) -> Api:
        made = supplier.api.post("auth/api-keys/", {"name": "1C", "scopes": list(scopes)})
        assert made.status_code == 201, made.content
        return Api(made.json()["key"])

    return make


CALLS = [
    ("GET", "partner/state/", "state:read"),
    ("PATCH", "partner/state/", "state:write"),
    ("GET", "partner/price-lists/", "prices:read"),
    ("GET", "partner/price-lists/1/", "prices:read"),
    ("POST", "partner/price-lists/", "prices:write"),
    ("POST", "partner/price-lists/1/approve/", "prices:write"),
    ("GET", "partner/schedule/", "prices:read"),
    ("PUT", "partner/schedule/", "prices:write"),
    ("DELETE", "partner/schedule/", "prices:write"),
    ("GET", "partner/exports/", "prices:read"),
    ("POST", "partner/exports/", "prices:write"),
    ("GET", "partner/orders/", "orders:read"),
    ("PATCH", "partner/orders/1/", "orders:write"),
]


def test_each_call_opens_to_its_scope_alone(robot: Callable[..., Api]) -> None:
    """What is answered behind the door is not looked at: a body that is no use to anybody gets that far."""
    scopes = sorted({scope for _method, _path, scope in CALLS})
    for mine in scopes:
        api = robot(mine)
        for method, path, needed in CALLS:
            answer = api(method, path, b"[" if method not in {"GET", "DELETE"} else None)
            opens = needed in {mine, mine.replace(":write", ":read")}
            shut = answer.status_code == 403 and answer.json()["code"] == "scope_missing"
            assert shut is not opens, (mine, method, path, answer.status_code)
            assert answer.status_code != 401
            if shut:
                assert needed in answer.json()["detail"]


def test_every_call_of_the_partners_has_a_scope() -> None:
    """A new area that is forgotten opens to no key, and says so here."""
    areas = {path.split("/partner/")[1].split("/")[0] for path in document()["paths"] if "/partner/" in path}
    assert areas == set(AREAS)


def test_a_robot_sends_a_list_and_asks_how_it_went(robot: Any, work: Callable[[], int], supplier: Any) -> None:
    api = robot("prices:write")
    sent = post_file(api, yaml_list(good(1))).json()
    work()
    assert api.get(sent["status_url"]).json()["status"] == "applied"
    assert api.get("auth/profile/").json()["code"] == "scope_missing"
    assert api.get("auth/contacts/").json()["code"] == "scope_missing"
    assert api.get("orders/").json()["code"] == "scope_missing"
    assert api.get("products/").status_code == 200


def test_a_key_is_worth_no_more_than_its_person(trader: Any, buyer: Any, person: Any) -> None:
    waiting = trader(approved=False)
    key = waiting.api.post("auth/api-keys/", {"name": "x", "scopes": ["prices:read"]}).json()["key"]
    assert Api(key).get("partner/price-lists/").json()["code"] == "supplier_not_approved"
    catalog.approve_supplier(supplier_id=waiting.supplier_id)
    assert Api(key).get("partner/price-lists/").status_code == 200
    key = buyer.api.post("auth/api-keys/", {"name": "x", "scopes": ["prices:read"]}).json()["key"]
    assert Api(key).get("partner/price-lists/").json()["code"] == "forbidden"
    clerk = person(is_staff=True, is_superuser=True)
    key = clerk.api.post("auth/api-keys/", {"name": "x", "scopes": ["prices:read"]}).json()["key"]
    assert Api(key).get("admin/suppliers/").json()["code"] == "scope_missing"


def test_a_key_counts_against_its_persons_limit(settings: Any, robot: Any, supplier: Any) -> None:
    settings.RATE_LIMIT = 1000
    first = robot("prices:read").get("partner/price-lists/")
    second = supplier.api.get("partner/price-lists/")
    assert int(first["RateLimit-Remaining"]) - int(second["RateLimit-Remaining"]) == 1


EXAMPLES = [
    ("POST", "auth/api-keys/", "ApiKeyIn"),
    ("PUT", "partner/price-lists/columns/", "ColumnsIn"),
    ("PATCH", "partner/state/", "StatePatch"),
    ("POST", "partner/exports/", "ExportIn"),
]


@pytest.mark.parametrize(("method", "path", "name"), EXAMPLES)
def test_what_the_docs_show_as_a_request_is_accepted(method: str, path: str, name: str, supplier: Any) -> None:
    shown = document()["components"]["examples"][name]["value"]
    answer = getattr(supplier.api, method.lower())(path, shown)
    assert answer.status_code < 300, answer.content
