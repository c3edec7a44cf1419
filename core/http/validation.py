"""What pydantic found wrong as a client is told it: the place as it was sent, a sentence in its language, a code."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, RawPostDataException
from django.utils.translation import gettext

from core.http.sentences import SENTENCES, sentence_of

type Loc = tuple[str | int, ...]
ABSENT = object()
FIELD = re.compile(r"[a-z_][a-z0-9_]*\Z")
# Branches of a union that look like names of fields; all others ("constrained-str", "list[int]", a class) do not.
BRANCHES = {
    *("any", "bool", "bytes", "date", "datetime", "decimal", "dict", "enum", "float"),
    *("int", "json", "list", "none", "str", "time", "uuid"),
}
# The value was not even of the kind that this branch of a union takes: says less than a limit that was passed.
OTHER_KIND = frozenset({"int_from_float", "is_instance_of", "none_required"})


@dataclass(frozen=True, slots=True)
class Found:
    """One of pydantic's errors, with the value that stands at its place (`ABSENT` where nothing was sent)."""

    code: str
    message: str
    ctx: dict[str, Any]
    value: Any

    @property
    def of_another_kind(self) -> bool:
        return self.code.endswith(("_type", "_parsing")) or self.code in OTHER_KIND


def told(request: HttpRequest, errors: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ninja's errors as `{loc, msg, code}`, one for each place, `msg` in the active language."""
    places: dict[Loc, list[Found]] = {}
    sent = _Sent(request)
    for error in errors:
        loc, value = sent.place(error["loc"])
        found = Found(_code(error["type"], value), error["msg"], error.get("ctx") or {}, value)
        places.setdefault(loc, []).append(found)
    return [_one(loc, here) for loc, here in places.items() if not _said_deeper(loc, places)]


def _code(code: str, value: Any) -> str:
    # What no 64 bits hold, JSON's reader makes a float of: it was a whole number, and is too large.
    too_large = code == "int_type" and isinstance(value, float) and abs(value) >= 2**63
    return "int_parsing_size" if too_large else code


class _Sent:
    """What the client sent: pydantic's path is compared with it, for only what can be found there is a place."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._read: dict[str, Any] = {}

    def place(self, path: Loc) -> tuple[Loc, Any]:
        """Return the place without the names of parameters, validators and union branches, and its value."""
        source, parts = str(path[0]), path[1:]
        if source not in {"body", "query", "form"}:
            return path, ABSENT
        if source not in self._read:
            self._read[source] = _read(self._request, source)
        sent = self._read[source]
        # ninja names the function's parameter first; a client knows nothing of it.
        if source == "body" or (len(parts) > 1 and parts[0] not in sent):
            parts = parts[1:]
        inner, value = _walked(parts, sent)
        return (source, *inner), value


def _read(request: HttpRequest, source: str) -> Any:
    if source != "body":
        return (request.GET if source == "query" else request.POST).dict()
    try:
        return orjson.loads(request.body)
    except (orjson.JSONDecodeError, RawPostDataException):
        return ABSENT


def _walked(parts: Loc, value: Any) -> tuple[Loc, Any]:
    loc: list[str | int] = []
    for part in parts:
        inside = _inside(value, part)
        if inside is not ABSENT or _is_absent_field(value, part):
            loc.append(part)
            value = inside
    return tuple(loc), value


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part, ABSENT)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return ABSENT


def _is_absent_field(value: Any, part: str | int) -> bool:
    if value is not ABSENT and not isinstance(value, dict):
        return False
    return isinstance(part, str) and FIELD.match(part) is not None and part not in BRANCHES


def _said_deeper(loc: Loc, places: dict[Loc, list[Found]]) -> bool:
    # One branch of a union went into the value, the others did not take its kind: the first says more.
    deeper = any(len(other) > len(loc) and other[: len(loc)] == loc for other in places)
    return deeper and all(found.of_another_kind for found in places[loc])


def _one(loc: Loc, here: list[Found]) -> dict[str, Any]:
    telling = [found for found in here if not found.of_another_kind]
    if not telling and len({found.code for found in here}) > 1:
        return {"loc": list(loc), "msg": str(SENTENCES["invalid"]), "code": "invalid"}
    found = (telling or here)[0]
    return {"loc": list(loc), "msg": _sentence(found), "code": found.code}


def _sentence(found: Found) -> str:
    # A limit set after a validator counts "items", of a text too; a list in a query is seen here as its last text.
    is_limit = found.code in {"too_long", "too_short"} and found.ctx.get("field_type") == "Value"
    counts_text = is_limit and isinstance(found.value, str)
    try:
        said = sentence_of(f"string_{found.code}" if counts_text else found.code, _readable(found.ctx))
        return said or _own(found.message)
    except KeyError:
        return _own(found.message)


def _readable(ctx: dict[str, Any]) -> dict[str, Any]:
    # pydantic lists choices as "'a', 'b' or 'c'", in English.
    return ctx | ({"expected": ctx["expected"].replace(" or ", ", ")} if "expected" in ctx else {})


def _own(message: str) -> str:
    # A module's validator may say more than the table; its sentence is a msgid of that module's translations.
    return gettext(message.removeprefix("Value error, "))
