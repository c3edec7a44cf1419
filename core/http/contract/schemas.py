"""The schemas of the document made fit for strict clients: named, without noise, nullable only where null is meant."""

from collections.abc import Callable, Iterator
from typing import Any

PREFIX = "#/components/schemas/"
type Node = dict[str, Any]


def every(node: Any) -> Iterator[Node]:
    """Yield every object of the document, the outer ones first."""
    if isinstance(node, dict):
        yield node
        for value in list(node.values()):
            yield from every(value)
    elif isinstance(node, list):
        for value in node:
            yield from every(value)


def forget_absent(document: Node) -> None:
    """Say only that it is an object where a shape belongs to a module that is off, such as a shop without carts."""
    there = document["components"]["schemas"]
    for node in every(document["paths"]):
        ref = node.get("$ref")
        if isinstance(ref, str) and ref.startswith(PREFIX) and ref.removeprefix(PREFIX) not in there:
            node.clear()
            node["type"] = "object"


def name_by_title(document: Node) -> None:
    """Give each component the name its class asks for (`ProductPage`), not the one pydantic makes of its parts."""
    found: Node = document["components"]["schemas"]
    names = {name: schema.get("title", name) for name, schema in found.items()}
    named: Node = {}
    for name, schema in found.items():
        if named.setdefault(names[name], schema) != schema:
            raise ValueError(f"Two different shapes want to be called {names[name]!r} in the API's schema.")
    document["components"]["schemas"] = named
    for node in every(document):
        if isinstance(node.get("$ref"), str) and node["$ref"].startswith(PREFIX):
            node["$ref"] = PREFIX + names.get(node["$ref"].removeprefix(PREFIX), node["$ref"].removeprefix(PREFIX))


def drop_titles(document: Node) -> None:
    """Take out the titles that pydantic makes of field names: generators would name types by them."""
    for node in every(document["components"]["schemas"] | {"paths": document["paths"]}):
        if isinstance(node.get("title"), str):
            del node["title"]


def simplify(document: Node) -> None:
    """Write the same thing in fewer words: a choice of one, a wrapped reference, an integer beside a number."""
    for node in every(document):
        for key in ("allOf", "anyOf"):
            options = node.get(key)
            if not isinstance(options, list):
                continue
            if key == "anyOf" and {"type": "number"} in options:
                options[:] = [one for one in options if one != {"type": "integer"}]
            if len(options) == 1:
                node |= node.pop(key)[0]


def name_orderings(document: Node) -> None:
    """Tell generators what to call `-price`, which is no name in any language."""
    for schema in document["components"]["schemas"].values():
        values = [str(value) for value in schema.get("enum", ())]
        if any(value.startswith("-") for value in values):
            schema["x-enum-varnames"] = [
                f"{value.lstrip('-').upper()}{'_DESCENDING' * value.startswith('-')}" for value in values
            ]


def drop_defaults_of_answers(document: Node) -> None:
    """Take out the default of a field that is always there: only what may be left out has one."""
    for schema in document["components"]["schemas"].values():
        for name in schema.get("required", ()):
            schema["properties"][name].pop("default", None)


def share_enums(document: Node) -> None:
    """Refer to a named enumeration wherever ninja has copied its values."""
    schemas: Node = document["components"]["schemas"]
    names = {tuple(schema["enum"]): name for name, schema in schemas.items() if "enum" in schema}
    for node in every(document):
        if isinstance(node.get("enum"), list) and tuple(node["enum"]) in names and node not in schemas.values():
            name = names[tuple(node.pop("enum"))]
            node.pop("type", None)
            node["$ref"] = PREFIX + name


def name_forms(document: Node) -> None:
    """Give the fields of a form, or of a body beside one, which stand in place, a component of their own."""
    for operation in operations(document):
        for kind, media in operation.get("requestBody", {}).get("content", {}).items():
            if "properties" in media["schema"]:
                ending = "Body" if kind == "application/json" else "Form"
                name = "".join(part.capitalize() for part in operation["operationId"].split("_")) + ending
                document["components"]["schemas"][name] = media["schema"]
                media["schema"] = {"$ref": PREFIX + name}


def nothing_null_in_queries(document: Node) -> None:
    """Take null out of parameters: one that is not meant is left out, there is no way to send null."""
    for operation in operations(document):
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            options = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
            if len(options) == 1:
                del schema["anyOf"]
                schema |= options[0]


def drop_unused(document: Node) -> None:
    """Keep the components that something refers to; a reference to what a module that is off would bring is let go."""
    schemas: Node = document["components"]["schemas"]
    for node in every(document):
        if str(node.get("$ref", "")).startswith(PREFIX) and node["$ref"].removeprefix(PREFIX) not in schemas:
            del node["$ref"]
    used = _reached(document["paths"] | document["components"].get("responses", {}), schemas)
    document["components"]["schemas"] = {name: schemas[name] for name in sorted(schemas) if name in used}


def _reached(start: Any, schemas: Node) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for node in every(waiting.pop()):
            name = str(node.get("$ref", "")).removeprefix(PREFIX)
            if name in schemas and name not in seen:
                seen.add(name)
                waiting.append(schemas[name])
    return seen


def operations(document: Node) -> Iterator[Node]:
    """Yield every operation of the document."""
    for methods in document["paths"].values():
        yield from methods.values()


TIDY: tuple[Callable[[Node], None], ...] = (
    name_by_title,
    name_forms,
    simplify,
    nothing_null_in_queries,
    share_enums,
    name_orderings,
    drop_defaults_of_answers,
    drop_titles,
)
