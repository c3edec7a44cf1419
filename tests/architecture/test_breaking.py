"""The check of breaking changes bites: each change made by hand here is caught, and what harms nobody is let pass."""

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clients.breaking.__main__ import raised, verdict
from clients.breaking.operations import breaks
from tests.environment import ROOT

type Schema = dict[str, Any]
type Change = Callable[[Schema], Any]


@cache
def _text() -> str:
    return (ROOT / "openapi.json").read_text(encoding="utf-8")


def document() -> Schema:
    schema: Schema = json.loads(_text())
    return schema


def shape(document: Schema, name: str) -> Schema:
    found: Schema = document["components"]["schemas"][name]
    return found


def fields(document: Schema, name: str) -> Schema:
    found: Schema = shape(document, name)["properties"]
    return found


def call(document: Schema, id: str) -> Schema:
    for methods in document["paths"].values():
        for operation in methods.values():
            if operation["operationId"] == id:
                found: Schema = operation
                return found
    raise KeyError(id)


def rename(fields: Schema, old: str, new: str) -> None:
    fields[new] = fields.pop(old)


BROKEN: dict[str, Change] = {
    "a path is gone": lambda d: d["paths"].pop("/api/v1/orders/{order_id}/history/"),
    "a method is gone": lambda d: d["paths"]["/api/v1/cart/"].pop("delete"),
    "an operation is renamed": lambda d: call(d, "orders_place").update(operationId="orders_create"),
    "an operation moves to another tag": lambda d: call(d, "orders_place").update(tags=["Cart"]),
    "sign-in is asked for": lambda d: call(d, "catalog_products_list").update(security=[{"BearerAuth": []}]),
    "guests are shut out": lambda d: call(d, "cart_show")["security"].remove({}),
    "a query parameter is gone": lambda d: call(d, "catalog_products_list")["parameters"].pop(0),
    "a parameter must be sent": lambda d: call(d, "orders_place")["parameters"][0].update(required=True),
    "a page is smaller": lambda d: next(
        one for one in call(d, "orders_list_own")["parameters"] if one["name"] == "limit"
    )["schema"].update(maximum=50),
    "a body takes another media type": lambda d: rename(
        call(d, "orders_place")["requestBody"]["content"], "application/json", "text/json"
    ),
    "a new field must be sent": lambda d: shape(d, "PlaceOrder").update(required=["comment"]),
    "a sent field is gone": lambda d: fields(d, "PlaceOrder").pop("comment"),
    "a sent field takes no null": lambda d: fields(d, "PlaceOrder").update(contact_id={"type": "integer"}),
    "a sent text is shorter": lambda d: fields(d, "PlaceOrder")["comment"].update(maxLength=10),
    "a sent number is larger": lambda d: fields(d, "AddItem")["quantity"].update(minimum=5),
    "a sent text must match": lambda d: fields(d, "RegisterIn")["first_name"].update(pattern="^A"),
    "a sent value is refused": lambda d: shape(d, "ProductOrdering")["enum"].remove("-price"),
    "a sent type changes": lambda d: fields(d, "AddItem").update(quantity={"type": "string"}),
    "an answered field is gone": lambda d: fields(d, "OrderView").pop("total"),
    "an answered field is renamed": lambda d: rename(fields(d, "ProductOut"), "price", "cost"),
    "an answered field may be missing": lambda d: shape(d, "OrderView")["required"].remove("number"),
    "an answered field may be null": lambda d: fields(d, "OrderView").update(
        number={"anyOf": [{"type": "string"}, {"type": "null"}]}
    ),
    "an answered type changes": lambda d: fields(d, "OrderLine").update(quantity={"type": "number"}),
    "an answered format changes": lambda d: fields(d, "OrderView").update(created_at={"type": "string"}),
    "a list becomes one": lambda d: fields(d, "CartView").update(items={"$ref": "#/components/schemas/CartItem"}),
    "an element loses a field": lambda d: fields(d, "CartItem").pop("available"),
    "an enumeration answers more": lambda d: shape(d, "OrderStatus")["enum"].append("lost"),
    "a shape is renamed": lambda d: d["components"]["schemas"].update(
        Ticket=d["components"]["schemas"].pop("OrderPart")
    ),
    "a status is gone": lambda d: call(d, "orders_invoice")["responses"].pop("202"),
    "an answer has another media type": lambda d: rename(
        call(d, "orders_invoice")["responses"]["200"]["content"], "application/pdf", "text/html"
    ),
    "a header is gone": lambda d: call(d, "orders_place")["responses"]["201"]["headers"].pop("Location"),
    "a code is gone": lambda d: call(d, "orders_place")["responses"]["409"]["x-problem-codes"].remove("price_changed"),
    "a shared refusal loses a field": lambda d: fields(d, "Problem").pop("request_id"),
    "a fact of a refusal is gone": lambda d: fields(d, "ShortLine").pop("requested"),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda d: None,
    "a new path": lambda d: d["paths"].update({"/api/v1/news/": deepcopy(d["paths"]["/api/v1/suppliers/"])}),
    "a new shape": lambda d: d["components"]["schemas"].update(News={"type": "object", "properties": {}}),
    "a new field in an answer": lambda d: fields(d, "OrderView").update(weight={"type": "number"}),
    "a new field that may be sent": lambda d: fields(d, "PlaceOrder").update(gift={"type": "boolean"}),
    "a new parameter": lambda d: call(d, "catalog_products_list")["parameters"].append(
        {"name": "colour", "in": "query", "required": False, "schema": {"type": "string"}}
    ),
    "longer texts are taken": lambda d: fields(d, "PlaceOrder")["comment"].update(maxLength=9000),
    "a sent field takes null too": lambda d: fields(d, "AddItem").update(
        quantity={"anyOf": [fields(d, "AddItem")["quantity"], {"type": "null"}]}
    ),
    "a sent field may be left out": lambda d: shape(d, "ProductIn")["required"].remove("price"),
    "another value may be sent": lambda d: shape(d, "ProductOrdering")["enum"].append("stock"),
    "an answered field is never null": lambda d: fields(d, "ProfileOut").update(username={"type": "string"}),
    "an answered field is always there": lambda d: shape(d, "CartProblem")["required"].append("was"),
    "a new code": lambda d: call(d, "orders_place")["responses"]["409"]["x-problem-codes"].append("moved_away"),
    "a new header": lambda d: call(d, "orders_place")["responses"]["201"]["headers"].update(
        {"ETag": {"$ref": "#/components/headers/ETag"}}
    ),
    "guests are let in": lambda d: call(d, "orders_place").update(security=[]),
    "other words and examples": lambda d: (
        call(d, "orders_place").update(summary="Buy", description="Buy it"),
        d["components"]["examples"].clear(),
    ),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_what_breaks_clients_is_caught(change: Change) -> None:
    changed = document()
    change(changed)
    assert changed != document()
    assert breaks(document(), changed)


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_harms_nobody_passes(change: Change) -> None:
    changed = document()
    change(changed)
    assert breaks(document(), changed) == []


def test_an_open_version_may_break(tmp_path: Path) -> None:
    released, present = tmp_path / "1.0.0.json", tmp_path / "openapi.json"
    changed = document()
    fields(changed, "OrderView").pop("total")
    released.write_text(json.dumps(document()), encoding="utf-8")
    for version, well in (("1.0.0", False), ("1.1.0", False), ("2.0.0", True)):
        changed["info"]["version"] = version
        present.write_text(json.dumps(changed), encoding="utf-8")
        assert verdict(released, present)[0] is well
        assert "OrderView.total is gone" in verdict(released, present)[1]


def test_which_version_is_raised() -> None:
    assert not raised("0.3.1", "0.3.2")
    assert raised("0.3.1", "0.4.0")
    assert not raised("1.9.0", "1.10.0")
    assert raised("1.9.0", "2.0.0")


def test_the_present_schema_breaks_no_released_client() -> None:
    ran = subprocess.run([sys.executable, "-m", "clients.breaking"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
