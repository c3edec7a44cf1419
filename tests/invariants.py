"""What must hold of orders and stock at every moment, asked of the database itself, past all of our own code.

Each law is one SELECT of what breaks it, the same on both databases; amounts are compared as whole hundredths, since
SQLite keeps decimals as floating numbers.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg

from modules.orders.rules.states import PACE, STEPS, Status, standing_of

type Ask = Callable[[str], list[tuple[Any, ...]]]

HELD = "('pending', 'confirmed', 'assembled')"
GONE = "('shipped', 'delivered')"
PIECES = """SELECT l.offer_id, sum(l.quantity) AS pieces FROM orders_line l JOIN orders_part p ON p.id = l.part_id
             WHERE p.status IN {} GROUP BY l.offer_id"""
# The orders may be all that is on.
CARTS_ARE_KEPT = "SELECT 1 FROM django_migrations WHERE app = 'cart'"
LAWS = {
    "`reserved` is what the lines of living, unshipped parts ask for": f"""
        SELECT o.id, o.reserved, held.pieces FROM catalog_offer o LEFT JOIN ({PIECES.format(HELD)}) held
            ON held.offer_id = o.id WHERE o.reserved <> COALESCE(held.pieces, 0)""",
    "a line is of an offer that there is": """
        SELECT l.id, l.offer_id FROM orders_line l LEFT JOIN catalog_offer o ON o.id = l.offer_id WHERE o.id IS NULL""",
    "a cart becomes one order": """
        SELECT cart_id, count(*) FROM orders_order WHERE cart_id IS NOT NULL GROUP BY cart_id HAVING count(*) > 1""",
    "a closed cart has an order, an open one has none": """
        SELECT c.id, c.closed_at, o.id FROM cart_cart c LEFT JOIN orders_order o ON o.cart_id = c.id
         WHERE (c.closed_at IS NULL) <> (o.id IS NULL)""",
    "a person has one open cart": """
        SELECT user_id, count(*) FROM cart_cart WHERE closed_at IS NULL AND user_id IS NOT NULL
         GROUP BY user_id HAVING count(*) > 1""",
    "a line costs its price times its pieces": """
        SELECT id, price, quantity, total FROM orders_line WHERE round(total * 100) <> round(price * 100) * quantity""",
    "a line lies in a part of its own order and supplier": """
        SELECT l.id FROM orders_line l JOIN orders_part p ON p.id = l.part_id
         WHERE p.order_id <> l.order_id OR p.supplier_id <> l.supplier_id""",
    "a part costs what its lines do": """
        SELECT p.id, p.subtotal, sum(l.total) FROM orders_part p LEFT JOIN orders_line l ON l.part_id = p.id
         GROUP BY p.id, p.subtotal HAVING round(p.subtotal * 100) <> round(COALESCE(sum(l.total), 0) * 100)""",
    "a living part has lines": """
        SELECT p.id FROM orders_part p LEFT JOIN orders_line l ON l.part_id = p.id
         WHERE p.status <> 'cancelled' AND l.id IS NULL""",
    "an order costs what its counted parts do": """
        SELECT o.id, o.subtotal, o.delivery, o.total FROM orders_order o
          LEFT JOIN orders_part p ON p.order_id = o.id AND p.counted
         GROUP BY o.id, o.subtotal, o.delivery, o.total
        HAVING round(o.subtotal * 100) <> COALESCE(round(sum(p.subtotal) * 100), -1)
            OR round(o.delivery * 100) <> COALESCE(round(sum(p.delivery) * 100), -1)
            OR round(o.total * 100) <> round(o.subtotal * 100) + round(o.delivery * 100)""",
    "a part counts while it lives, and with the order that was cancelled as a whole": """
        SELECT o.id, o.status, p.id, p.status, p.counted FROM orders_part p JOIN orders_order o ON o.id = p.order_id
         WHERE p.counted <> (p.status <> 'cancelled' OR (o.status = 'cancelled' AND p.moved_at =
               (SELECT max(moved_at) FROM orders_part last WHERE last.order_id = o.id)))""",
    "an order is announced once to each who hears of orders": """
        SELECT o.id, d.told, d.heard FROM orders_order o LEFT JOIN (
            SELECT CAST(payload ->> 'order_id' AS text) AS order_id, count(*) AS told, count(DISTINCT listener) AS heard
              FROM events_delivery WHERE event = 'orders.OrderPlaced' GROUP BY 1) d ON d.order_id = CAST(o.id AS text)
         WHERE d.told IS NULL OR d.told <> d.heard""",
    "invoices are numbered from one without a gap": """
        SELECT year, min(number), max(number), count(*) FROM orders_invoice GROUP BY year
        HAVING min(number) <> 1 OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)""",
    "the counter of invoices stands at the last number": """
        SELECT c.year, c.last, count(i.id) FROM orders_invoicecounter c LEFT JOIN orders_invoice i ON i.year = c.year
         GROUP BY c.year, c.last HAVING c.last <> count(i.id)""",
}


def check(ask: Ask, *, stated: Mapping[int, int] | None = None) -> None:
    """Fail with every law that does not hold, and what breaks it.

    `stated` are the pieces that offers would have on their shelves had nothing of them been shipped: whoever
    restates an offer's quantity as `n` after `m` pieces were shipped states `n + m` here.
    """
    carts = bool(ask(CARTS_ARE_KEPT))
    asked = {law: sql for law, sql in LAWS.items() if carts or "cart_cart" not in sql}
    broken = {law: rows for law, sql in asked.items() if (rows := ask(sql))}
    if shelves := list(_wrong_shelves(ask, stated or {})):
        broken["pieces leave a shelf by being shipped, and in no other way"] = shelves
    if walks := list(_wrong_walks(ask)):
        broken["a history is a walk in the table of states, and ends where its order or part stands"] = walks
    assert not broken, "\n".join(f"not so: {law}: {rows[:5]} ({len(rows)} in all)" for law, rows in broken.items())


def of_postgres(url: str) -> Ask:
    """Return the way to ask the database at the address; each question sees what is committed."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url, autocommit=True, connect_timeout=60) as connection:
            return connection.execute(sql).fetchall()

    return ask


def of_sqlite(path: Path) -> Ask:
    """Return the way to ask an SQLite file that a server may have open."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            return connection.execute(sql).fetchall()

    return ask


def of_django(sql: str) -> list[tuple[Any, ...]]:
    """Ask the database of the test itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _wrong_shelves(ask: Ask, stated: Mapping[int, int]) -> Iterator[tuple[int, int, int]]:
    shipped = dict(ask(PIECES.format(GONE)))
    for offer, quantity in ask("SELECT id, quantity FROM catalog_offer"):
        if offer in stated and quantity != max(0, stated[offer] - shipped.get(offer, 0)):
            yield offer, quantity, stated[offer] - shipped.get(offer, 0)


def _wrong_walks(ask: Ask) -> Iterator[tuple[Any, ...]]:
    walks: dict[tuple[int, int | None], list[tuple[str, str]]] = defaultdict(list)
    for order, part, came_from, went_to in ask(
        "SELECT order_id, part_id, from_status, to_status FROM orders_step ORDER BY id"
    ):
        walks[order, part].append((came_from, went_to))
    parts: dict[int, list[str]] = defaultdict(list)
    for part, order, status in ask("SELECT id, order_id, status FROM orders_part"):
        parts[order].append(status)
        if not _is_walk(walks[order, part], status, _in_table):
            yield "part", part, status, walks[order, part]
    for order, status in ask("SELECT id, status FROM orders_order"):
        if not _is_walk(walks[order, None], status, _forward) or status != standing_of(parts[order]):
            yield "order", order, status, walks[order, None], parts[order]


def _is_walk(steps: list[tuple[str, str]], end: str, may: Callable[[Status, Status], bool]) -> bool:
    joined = all(before[1] == after[0] for before, after in pairwise(steps))
    legal = all(may(Status(one), Status(other)) for one, other in steps[1:])
    return joined and legal and steps[:1] == [("", Status.PENDING)] and steps[-1][1] == end


def _in_table(one: Status, other: Status) -> bool:
    return other in STEPS[one]


def _forward(one: Status, other: Status) -> bool:
    """Say whether an order may come from one to another: it follows its slowest living part, which may be given up."""
    if other == Status.CANCELLED:
        return one in PACE[:3]
    return one in PACE and other in PACE and PACE.index(one) < PACE.index(other)
