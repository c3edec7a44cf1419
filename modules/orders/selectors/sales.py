"""What was sold: sums by day and by product over indexed spans of time, and how many orders wait where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from core.money import rounded
from modules.orders.models.orders import Order
from modules.orders.rules.states import CLOSED, Status

MOST = 1000  # counted no further


@dataclass(frozen=True, slots=True)
class Sold:
    """What was ordered in one currency on one day, cancelled orders left out."""

    day: date
    currency: str
    orders: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class TopProduct:
    """A product by what was ordered of it in one currency."""

    product_id: int
    name: str
    pieces: int
    total: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many orders stand at a status, counted up to MOST + 1, and since when the oldest of them."""

    status: Status
    count: int
    since: datetime


def sold_by_day(days: Sequence[date]) -> list[Sold]:
    """Return what was ordered on each of these days of the shop's own calendar, by day and currency."""
    # A join with the days' bounds: each reads its own span of the index, and no row's moment has to be cut to a day.
    spans = [(n, _moment(day), _moment(day + timedelta(days=1))) for n, day in enumerate(days)]
    rows = _rows(
        f"""WITH days (n, since, till) AS (VALUES {", ".join(["(%s, %s, %s)"] * len(spans))})
            SELECT d.n, o.currency, count(*), sum(o.total)
              FROM days d JOIN orders_order o ON o.created_at >= d.since AND o.created_at < d.till
             WHERE o.status <> %s GROUP BY d.n, o.currency ORDER BY d.n, o.currency""",
        [value for span in spans for value in span] + [Status.CANCELLED],
    )
    return [Sold(days[n], currency, count, _money(total)) for n, currency, count, total in rows]


def top_products(since: datetime, *, limit: int) -> list[TopProduct]:
    """Return the products that brought most since then, one line a product and currency."""
    rows = _rows(
        """SELECT l.product_id, max(l.name), sum(l.quantity), sum(l.total) AS brought, o.currency
             FROM orders_order o JOIN orders_line l ON l.order_id = o.id
             JOIN orders_part p ON p.id = l.part_id AND p.counted
            WHERE o.created_at >= %s AND o.status <> %s
            GROUP BY l.product_id, o.currency ORDER BY brought DESC, l.product_id LIMIT %s""",
        [_adapted(since), Status.CANCELLED, limit],
    )
    return [TopProduct(id, name, int(pieces), _money(total), currency) for id, name, pieces, total, currency in rows]


def waiting() -> Iterable[Waiting]:
    """Yield the statuses at which orders wait for somebody, with what waits there."""
    for status in [status for status in Status if status not in CLOSED]:
        standing = Order.objects.filter(status=status)
        oldest = standing.order_by("pk").values_list("created_at", flat=True).first()
        if oldest:
            yield Waiting(status, standing[: MOST + 1].count(), oldest)


def _moment(day: date) -> Any:
    return _adapted(timezone.make_aware(datetime.combine(day, time.min)))


def _adapted(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)  # or SQLite compares it as another text


def _money(value: Any) -> Decimal:
    return rounded(Decimal(str(value)))  # SQLite sums amounts as floats, exact enough at two places


def _rows(sql: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
