"""Suppliers who are let in, lists as they send them, and the shelf as a buyer sees it."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from modules.catalog import public as catalog
from modules.partners import public as partners

numbers = count(1)


def good(id: object, **fields: Any) -> dict[str, Any]:
    """A good in the retail YAML form."""
    return {"id": id, "category": 1, "name": f"Товар {id}", "price": 100, "quantity": 5} | fields


def yaml_list(*goods: dict[str, Any], **head: Any) -> bytes:
    content = {"shop": "Связной", "categories": [{"id": 1, "name": "Смартфоны"}], **head, "goods": list(goods)}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()


@pytest.fixture
def trader(person: Callable[..., Any]) -> Callable[..., Any]:
    """Make a person who acts for a new supplier: `trader(approved=False)` -> User with `.api` and `.supplier_id`."""

    def make(*, approved: bool = True, name: str = "") -> Any:
        user = person(role="supplier")
        user.supplier_id = catalog.add_supplier(name=name or f"Поставщик {next(numbers)}")
        partners.join(user_id=user.pk, supplier_id=user.supplier_id)
        if approved:
            catalog.approve_supplier(supplier_id=user.supplier_id)
        return user

    return make


@pytest.fixture
def supplier(trader: Callable[..., Any]) -> Any:
    return trader()


def post_file(api: Any, content: bytes, *, name: str = "list.yaml", headers: Any = None, **form: Any) -> Any:
    data = {"file": SimpleUploadedFile(name, content), **form}
    return api.post("partner/price-lists/", data, content_type=MULTIPART_CONTENT, headers=headers)


@pytest.fixture
def send(work: Callable[[], int]) -> Callable[..., Any]:
    """Send a file, let the consumer work, and return the list as its sender sees it afterwards."""

    def run(user: Any, content: bytes, **options: Any) -> Any:
        answer = post_file(user.api, content, **options)
        assert answer.status_code == 202, answer.content
        work()
        return user.api.get(answer.json()["status_url"]).json()

    return run


def rows(user: Any, price_list: Any, *, root: str = "partner", **query: Any) -> list[dict[str, Any]]:
    return user.api.get(f"{root}/price-lists/{price_list['id']}/rows/", query_params=query).json()["items"]


@pytest.fixture
def shelf(api: Any) -> Callable[[Any], dict[str, Any]]:
    """What the shop shows of a supplier: external id -> offer, with the product's `name` and `product_id`."""

    def look(user: Any) -> dict[str, Any]:
        found = {}
        listed = api.get(f"products/?supplier={user.supplier_id}&limit=100").json()["items"]
        for product in listed:
            detail = api.get(f"products/{product['id']}/").json()
            for offer in detail["offers"]:
                if offer["supplier"]["id"] == user.supplier_id:
                    found[offer["external_id"]] = offer | {"name": detail["name"], "product_id": detail["id"]}
        return found

    return look
