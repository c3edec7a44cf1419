"""What pydantic found wrong, told to a client: the place as it was sent, a sentence in the reader's language, a code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, RawPostDataException
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.http.sentences import MISMATCHES, SENTENCES

type Loc = tuple[str | int, ...]
ABSENT = object()
# What pydantic calls the branches of a union; a branch with arguments is told by its bracket.
BRANCHES = {
    *("any", "bool", "bytes", "callable", "date", "datetime", "decimal", "dict", "enum", "float", "frozenset", "int"),
    *("json", "list", "literal", "none", "set", "str", "time", "timedelta", "tuple", "union", "url", "uuid"),
    *("constrained-str", "multi-host-url", "model-fields", "nullable", "is-instance", "is-subclass"),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """One of pydantic's errors at the place a client knows, with the value that stands there."""

    loc: Loc
    code: str
    message: str
    ctx: dict[str, Any]
    value: Any


def listed(request: HttpRequest, found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ninja's errors as `[{loc, msg, code}]`, one for each place; `msg` is in the active language."""
    places: dict[Loc, list[Refused]] = {}
    sent: dict[str, Any] = {}
    for error in found:
        source = str(error["loc"][0])
        if source not in sent:
            sent[source] = _sent(request, source)
        one = _placed(error, sent[source])
        places.setdefault(one.loc, []).append(one)
    return [_told(loc, places[loc]) for loc in places if not _told_deeper(loc, places)]


def _sent(request: HttpRequest, source: str) -> Any:
    match source:
        case "query":
            return dict(request.GET.lists())
        case "form":
            return dict(request.POST.lists())
        case "body":
            return _body(request)
    return ABSENT


def _body(request: HttpRequest) -> Any:
    try:
        return orjson.loads(request.body)
    except (orjson.JSONDecodeError, RawPostDataException):
        return ABSENT


def _placed(error: dict[str, Any], sent: Any) -> Refused:
    source, *parts = error["loc"]
    value = sent
    if source == "body" or (len(parts) > 1 and source in {"query", "form"} and parts[1] not in MARKS):
        # ninja names the function's parameter before the field; a client knows nothing of it.
        parts = parts[1:]
    return Refused((), "", "", {}, value)
