"""What typed clients are made from: every shape under one name, every operation under its own."""

from collections import defaultdict
from typing import Any

from pydantic import BaseModel

from core.urls import api


def _kinds(kind: type[BaseModel]) -> set[type[BaseModel]]:
    return {kind}.union(*(_kinds(child) for child in kind.__subclasses__()))


def test_no_two_shapes_share_a_name() -> None:
    # ninja keeps one shape a name; the other would silently be described by it.
    named: dict[str, set[str]] = defaultdict(set)
    for kind in _kinds(BaseModel):
        if kind.__module__.startswith(("core.", "modules.")):
            named[kind.__name__].add(kind.__module__)
    assert {name: found for name, found in named.items() if len(found) > 1} == {}


def operations() -> list[dict[str, Any]]:
    paths = api.get_openapi_schema()["paths"]
    return [operation for methods in paths.values() for operation in methods.values()]


def test_every_operation_is_named_tagged_and_summed_up() -> None:
    found = operations()
    ids = [operation["operationId"] for operation in found]
    assert len(set(ids)) == len(ids) > 40
    assert all(operation["summary"] and operation["tags"] for operation in found)
    assert "orders_place" in ids


def test_every_operation_says_how_it_can_fail() -> None:
    for operation in operations():
        assert {"422", "429", "503"} <= operation["responses"].keys(), operation["operationId"]
        closed = {} not in operation.get("security", [{}])
        assert not closed or {"401", "403"} <= operation["responses"].keys(), operation["operationId"]
