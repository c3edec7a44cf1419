"""Where a shape no longer fits the clients that were generated from the one before.

What a client sends must still be taken: there a schema may only get wider. What it is answered must still be
understood: there it may only get narrower. The same walk does both, with the sides exchanged.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

type Node = dict[str, Any]
PREFIX = "#/components/schemas/"
# Limits of what is taken; a higher floor or a lower ceiling refuses what used to pass.
FLOORS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
CEILINGS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
WIDER_TYPES = {"integer": "number"}


@dataclass
class Shapes:
    """Compares the schemas of two documents; `sent` says which way they travel."""

    old: Node
    new: Node
    sent: bool
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def compare(self, old: Node, new: Node, at: str) -> Iterator[str]:
        """Yield a sentence for each thing that breaks, `at` naming the place."""
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair):
            if pair in self._seen:
                return
            self._seen.add(pair)
            at = pair[0].removeprefix(PREFIX)
        old, new = _followed(old, self.old), _followed(new, self.new)
        yield from self._choices(old, new, at)

    def _choices(self, old: Node, new: Node, at: str) -> Iterator[str]:
        was, now = _options(old, self.old), _options(new, self.new)
        for key in self._narrower(set(was), set(now)):
            yield f"{at}: {'no longer takes' if self.sent else 'may now be'} {key}"
        for key in sorted(set(was) & set(now)):
            yield from self._one(was[key], now[key], at)

    def _narrower(self, was: set[str], now: set[str]) -> list[str]:
        """Return what was taken and is no more, or what is answered and never was."""
        small, large = (now, was) if self.sent else (was, now)
        return sorted(kind for kind in large - small if WIDER_TYPES.get(kind) not in small)

    def _one(self, old: Node, new: Node, at: str) -> Iterator[str]:
        if "$ref" in old or "$ref" in new:
            yield from self.compare(old, new, at)
            return
        yield from self._values(old, new, at)
        yield from self._limits(old, new, at)
        yield from self._fields(old, new, at)
        if "items" in old and "items" in new:
            yield from self.compare(old["items"], new["items"], f"{at}[]")

    def _values(self, old: Node, new: Node, at: str) -> Iterator[str]:
        was, now = _enumerated(old), _enumerated(new)
        less, more = (was, now) if self.sent else (now, was)
        if more is not None and (less is None or less - more):
            named = "any value" if less is None else ", ".join(sorted(less - more))
            yield f"{at}: {f'no longer takes {named}' if self.sent else f'may now be {named}'}"
        if old.get("format") != new.get("format"):
            yield f"{at}: the format changed from {old.get('format')} to {new.get('format')}"

    def _limits(self, old: Node, new: Node, at: str) -> Iterator[str]:
        if not self.sent:
            return
        if new.get("pattern") not in (None, old.get("pattern")):
            yield f"{at}: must now match {new['pattern']}"
        for name in FLOORS + CEILINGS:
            if name in new and (
                name not in old or ((new[name] > old[name]) is (name in FLOORS) and new[name] != old[name])
            ):
                yield f"{at}: {name} is now {new[name]}"

    def _fields(self, old: Node, new: Node, at: str) -> Iterator[str]:
        was, now = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", ())), set(new.get("required", ()))
        yield from (f"{at}.{name} is gone" for name in sorted(set(was) - set(now)))
        if self.sent:
            yield from (f"{at}.{name} must now be sent" for name in sorted(needs - needed))
        else:
            yield from (f"{at}.{name} may now be missing" for name in sorted((needed - needs) & set(now)))
        for name in sorted(set(was) & set(now)):
            yield from self.compare(was[name], now[name], f"{at}.{name}")


def _followed(schema: Node, document: Node) -> Node:
    while "$ref" in schema:
        schema = document["components"]["schemas"].get(schema["$ref"].removeprefix(PREFIX), {})
    return schema


def _options(schema: Node, document: Node) -> dict[str, Node]:
    """Return what a schema allows, by type, or by the name of the shape where several objects are allowed."""
    found: dict[str, Node] = {}
    options: list[Node] = schema.get("anyOf") or schema.get("oneOf") or [schema]
    for option in options:
        kind = _followed(option, document)
        named = kind.get("type") == "object" and "$ref" in option
        found[option["$ref"].removeprefix(PREFIX) if named else _type(kind)] = option
    return found


def _type(schema: Node) -> str:
    return str(schema.get("type", "object" if "properties" in schema else "anything"))


def _enumerated(schema: Node) -> set[str] | None:
    values: list[Any] | None = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if values is None else {str(value) for value in values}
