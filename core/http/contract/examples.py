"""An example of every shape: the one its module gives in `examples.json`, else one made of its fields."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from core.http.contract.schemas import PREFIX, Node
from core.module import Module

BY_FORMAT = {
    "date-time": "2026-01-31T10:00:00Z",
    "email": "anna@example.com",
    "binary": "offers:\n  - id: K-100\n    name: Kettle\n    price: 1499.00\n    quantity: 12\n",
}
SIMPLE: dict[str, Any] = {"integer": 1, "number": 1.5, "boolean": True, "string": "text", "null": None}


@cache
def given() -> dict[str, Any]:
    """Return the examples that the modules which are on bring along, by the name of the shape."""
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        path = Path(config.path, "examples.json")
        if isinstance(config, Module) and path.exists():
            found |= json.loads(path.read_text(encoding="utf-8"))
    return found


def of(schema: Node, schemas: Node) -> Any:
    """Return an example that the schema accepts."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        return given()[name] if name in given() else of(schemas[name], schemas)
    for key, first in (("example", False), ("examples", True), ("const", False), ("default", False), ("enum", True)):
        if key in schema:
            return schema[key][0] if first else schema[key]
    if "anyOf" in schema:
        return None if {"type": "null"} in schema["anyOf"] else of(schema["anyOf"][0], schemas)
    if schema.get("type") == "array":
        return [of(schema["items"], schemas)]
    if schema.get("type") == "object" or "properties" in schema:
        return _object(schema, schemas)
    return BY_FORMAT.get(schema.get("format", ""), SIMPLE.get(schema.get("type", ""), "text"))


def _object(schema: Node, schemas: Node) -> dict[str, Any]:
    required = set(schema.get("required", ())) or set(list(schema.get("properties", {}))[:1])
    return {name: of(field, schemas) for name, field in schema.get("properties", {}).items() if name in required}


def show(document: Node) -> None:
    """Put an example beside every request and every answer, each under its shape's name among the components."""
    kept: Node = document["components"].setdefault("examples", {})
    schemas = document["components"]["schemas"]
    for methods in document["paths"].values():
        for operation in methods.values():
            for message in (operation.get("requestBody", {}), *operation["responses"].values()):
                for media, content in message.get("content", {}).items():
                    _show(content, media, operation["operationId"], kept, schemas)


def _show(content: Node, media: str, operation: str, kept: Node, schemas: Node) -> None:
    if "examples" in content or media == "application/pdf":
        return
    named = str(content["schema"].get("$ref", "")).removeprefix(PREFIX) or operation
    kept[named] = {"value": of(content["schema"], schemas)}
    content["examples"] = {named: {"$ref": f"#/components/examples/{named}"}}
