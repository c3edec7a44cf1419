"""Who gets to see what: people of other roles, suppliers not let in yet, and other suppliers."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.partners.conftest import good, post_file, yaml_list

CALLS = [
    ("GET", "partner/state/"),
    ("PATCH", "partner/state/"),
    ("GET", "partner/price-lists/"),
    ("POST", "partner/price-lists/"),
    ("GET", "partner/price-lists/1/"),
    ("GET", "partner/price-lists/1/rows/"),
    ("POST", "partner/price-lists/1/approve/"),
    ("POST", "partner/price-lists/1/reject/"),
    ("POST", "partner/price-lists/1/rollback/"),
    ("GET", "partner/orders/"),
    ("GET", "partner/orders/1/"),
    ("PATCH", "partner/orders/1/"),
]
STAFF_CALLS = [
    ("GET", "admin/suppliers/"),
    ("GET", "admin/suppliers/1/"),
    ("PATCH", "admin/suppliers/1/"),
    ("POST", "admin/suppliers/1/approve/"),
    ("GET", "admin/price-lists/"),
    ("GET", "admin/price-lists/1/"),
    ("GET", "admin/price-lists/1/rows/"),
    ("POST", "admin/price-lists/1/approve/"),
    ("POST", "admin/price-lists/1/reject/"),
    ("POST", "admin/price-lists/1/rollback/"),
]


def refused(api: Any, method: str, path: str) -> tuple[int, str]:
    # A body that is no use to anybody: who is asking is decided before it is looked at.
    answer = api(method, path, b"[" if method != "GET" else None)
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_only_people_of_an_approved_supplier(
    api: Any, buyer: Any, clerk: Any, trader: Callable[..., Any], person: Any, method: str, path: str
) -> None:
    assert refused(api, method, path) == (401, "unauthenticated")
    assert refused(buyer.api, method, path) == (403, "forbidden")
    assert refused(clerk.api, method, path) == (403, "forbidden")
    assert refused(trader(approved=False).api, method, path) == (403, "supplier_not_approved")
    assert refused(person(role="supplier").api, method, path) == (403, "supplier_not_approved")


@pytest.mark.parametrize(("method", "path"), STAFF_CALLS)
def test_only_staff(api: Any, buyer: Any, supplier: Any, method: str, path: str) -> None:
    assert refused(api, method, path) == (401, "unauthenticated")
    assert refused(buyer.api, method, path) == (403, "forbidden")
    assert refused(supplier.api, method, path) == (403, "forbidden")


def test_somebody_elses_list_is_not_there(supplier: Any, trader: Callable[..., Any]) -> None:
    mine = post_file(supplier.api, yaml_list(good(1))).json()["id"]
    other = trader()
    for path in (f"partner/price-lists/{mine}/", f"partner/price-lists/{mine}/rows/"):
        theirs, missing = other.api.get(path), other.api.get(path.replace(str(mine), "999999"))
        assert (theirs.status_code, missing.status_code) == (404, 404)
        assert theirs.json() | {"request_id": ""} == missing.json() | {"request_id": ""}
        assert supplier.api.get(path).status_code == 200
    assert other.api.get("partner/price-lists/").json()["items"] == []


def test_a_cursor_of_another_supplier_is_not_taken(supplier: Any, trader: Callable[..., Any]) -> None:
    for number in range(2):
        post_file(supplier.api, yaml_list(good(number)))
    cursor = supplier.api.get("partner/price-lists/?limit=1").json()["next"]
    assert trader().api.get(f"partner/price-lists/?cursor={cursor}").status_code == 400
