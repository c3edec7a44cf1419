"""Lists by keyset: a page starts after a place in the order, so deep pages cost what the first costs.

The place travels as an opaque signed cursor, bound to the list and the filters it was made for.
See Markus Winand, "Paging Through Results" (use-the-index-luke), for why OFFSET is not used.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Protocol

import orjson
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from core.errors import DomainError
from core.http.shapes import IF_GIVEN, Answer, Query
from core.http.values import QueryFlag, QueryInt, QueryText

COUNTED = 10_000
signer = Signer(salt="torg.cursor", sep=".")


class CursorInvalid(DomainError):
    """400: the cursor is not one of ours, or belongs to another list."""

    code = "cursor_invalid"
    message = _("The cursor is not valid for this list.")


# Told twice: pydantic does not see through the reader of query strings when it describes the limits.
Limit = Annotated[QueryInt, Field(ge=1, le=100), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 100})]


class Paging(Query):
    """The paging parameters of every list."""

    limit: Limit = 20
    cursor: Annotated[QueryText, StringConstraints(max_length=2000)] = ""
    count: QueryFlag = False


class Page[T](Answer):
    """One page: `next` is the cursor of the page after it; `count` stands only where it was asked for."""

    items: list[T]
    next: str | None = None
    count: Annotated[int | SkipJsonSchema[None], IF_GIVEN] = None
    count_exact: Annotated[bool | SkipJsonSchema[None], IF_GIVEN] = None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        # A parameter is not always a class: `Page[T]` itself is made with a variable.
        return f"{params[0].__name__.removesuffix('Out').removesuffix('View')}Page"


@dataclass(frozen=True, slots=True)
class Slice[T]:
    """What `paginate` found; the same fields as a `Page`."""

    items: list[T]
    next: str | None
    count: int | None
    count_exact: bool | None

    def map[U](self, shape: Callable[[T], U]) -> "Slice[U]":
        """Return the same slice with every item reshaped."""
        return Slice([shape(item) for item in self.items], self.next, self.count, self.count_exact)


class _Order:
    """An ordering by one column, ties broken by id in the same direction."""

    tie: ClassVar[str] = "pk"

    def __init__(self, name: str) -> None:
        self.field, self.descending = name.lstrip("-"), name.startswith("-")

    def columns(self) -> list[str]:
        sign = "-" if self.descending else ""
        return [sign + name for name in dict.fromkeys((self.field, self.tie))]

    def place(self, row: Model) -> list[Any]:
        return [str(getattr(row, self.field)), row.pk]

    def after(self, place: list[Any]) -> Q:
        # `price >= x AND (price > x OR id > y)`: the index is entered at x, unlike with a plain OR.
        value, tie = place
        way = "lt" if self.descending else "gt"
        if self.field in {"id", self.tie}:
            return Q(**{f"{self.tie}__{way}": tie})
        beyond = Q(**{f"{self.field}__{way}": value}) | Q(**{f"{self.tie}__{way}": tie})
        return Q(**{f"{self.field}__{way}e": value}) & beyond


def paginate[M: Model](rows: QuerySet[M], paging: Paging, *, order: str = "-id", scope: object = "") -> Slice[M]:
    """Return the page of `rows` that `paging` asks for, ordered by a non-null column `order` (`-` descends).

    `scope` names the list and its filters: a cursor of another one raises CursorInvalid (400). One query,
    and a second, bounded one for `count=true`.
    """
    by, seal = _Order(order), _seal(rows.model._meta.label, order, scope)
    page = rows.order_by(*by.columns())
    if paging.cursor:
        page = page.filter(by.after(_place(paging.cursor, seal)))
    found = list(page[: paging.limit + 1])
    more = len(found) > paging.limit
    items = found[: paging.limit]
    count, exact = _count(rows) if paging.count else (None, None)
    return Slice(items, _cursor(by.place(items[-1]), seal) if more else None, count, exact)


class Numbered(Protocol):
    """A value that came through another module's door; its id is its place in the list."""

    @property
    def id(self) -> int: ...


def paginate_values[V: Numbered](
    fetch: Callable[[int | None, int], Sequence[V]], paging: Paging, *, scope: str, count: Callable[[], int]
) -> Slice[V]:
    """Return a page of values, newest first, where the rows themselves are another module's.

    `fetch(before, limit)` gives up to `limit` values by descending id, under the id `before` where there is one;
    `count()` says how many there are and may stop counting past COUNTED. Raises CursorInvalid like `paginate`.
    """
    seal = _seal("values", "-id", scope)
    before = int(_place(paging.cursor, seal)[0]) if paging.cursor else None
    found = list(fetch(before, paging.limit + 1))
    items = found[: paging.limit]
    last = _cursor([items[-1].id], seal) if len(found) > paging.limit else None
    counted = count() if paging.count else None
    exact = None if counted is None else counted <= COUNTED
    return Slice(items, last, None if counted is None else min(counted, COUNTED), exact)


def paginate_rows[R](
    read: Callable[[list[Any] | None, int], Sequence[R]],
    paging: Paging,
    *,
    scope: object,
    place: Callable[[R], list[Any]],
    count: Callable[[int], int],
) -> Slice[R]:
    """Return a page of rows that SQL of one's own reads.

    `read(place, limit)` gives up to `limit` rows in their order, those after the place where there is one; `place(row)`
    says, in JSON's own kinds of values, where a row stands; `count(most)` may stop counting at `most`. `scope` names
    the list, its filters and its order. Raises CursorInvalid like `paginate`.
    """
    seal = _seal("rows", "", scope)
    found = read(_place(paging.cursor, seal) if paging.cursor else None, paging.limit + 1)
    items = list(found[: paging.limit])
    last = _cursor(place(items[-1]), seal) if len(found) > paging.limit else None
    counted = count(COUNTED + 1) if paging.count else None
    exact = None if counted is None else counted <= COUNTED
    return Slice(items, last, None if counted is None else min(counted, COUNTED), exact)


def _count(rows: QuerySet[Any]) -> tuple[int, bool]:
    counted = rows.order_by().values("pk")[: COUNTED + 1].count()
    return min(counted, COUNTED), counted <= COUNTED


def _seal(label: str, order: str, scope: object) -> str:
    return hashlib.sha256(repr((label, order, scope)).encode()).hexdigest()[:12]


def _cursor(place: list[Any], seal: str) -> str:
    packed = base64.urlsafe_b64encode(orjson.dumps([seal, *place])).decode().rstrip("=")
    return signer.sign(packed)


def _place(cursor: str, seal: str) -> list[Any]:
    try:
        packed = signer.unsign(cursor)
    except BadSignature:
        raise CursorInvalid from None
    place: list[Any] = orjson.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    made_for = place.pop(0)
    if made_for != seal:
        raise CursorInvalid
    return place
