"""Putting pieces aside for orders, giving them back, letting them go.

On Postgres each is one statement. It locks the offers in the order of their ids, so that no two orders wait for
each other, and judges by what it has locked, not by what it saw when it began: the update itself must not ask
again how much is left, since under READ COMMITTED it would first ask the row as it was, and pass over pieces that
have just been given back. What the update answers is the newest row, and is checked once more.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import planned
from core.errors import Unavailable
from modules.catalog import errors
from modules.catalog.models.offers import Offer
from modules.catalog.rules.values import Ask, OfferView, Reservation, ReservedLine
from modules.catalog.selectors.offers import Judged, judged, judging
from modules.catalog.selectors.standing import these
from modules.catalog.services.refreshing import bump_products, refresh

RESERVE = f"""
WITH asked AS MATERIALIZED (
  SELECT w.n, (w.ask->>0)::int AS quantity, COALESCE((w.ask->>1)::bigint, p.best_offer_id) AS offer_id
    FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS w(ask, n)
    LEFT JOIN catalog_mergedproduct m ON m.id = (w.ask->>2)::bigint
    LEFT JOIN catalog_product p ON p.id = COALESCE(m.into_id, (w.ask->>2)::bigint)),
locked AS MATERIALIZED (
  SELECT o.* FROM catalog_offer o WHERE o.id = ANY(ARRAY(SELECT offer_id FROM asked))
   ORDER BY o.id FOR NO KEY UPDATE OF o),
judged AS MATERIALIZED ({judging(offers="locked")}),
taken AS (
  UPDATE catalog_offer o SET reserved = o.reserved + j.requested FROM judged j
   WHERE o.id = j.offer_id
     AND (SELECT count(*) = count(DISTINCT offer_id) AND bool_and(standing = 'ok' AND left_over >= requested)
            FROM judged)
  RETURNING o.quantity - o.reserved AS left_over)
SELECT judged.*, (SELECT count(*) FROM taken WHERE left_over >= 0) FROM judged"""

ASKED_IN_JSON = """SELECT w.key AS n, json_extract(w.value, '$[0]') AS quantity,
         COALESCE(json_extract(w.value, '$[1]'), p.best_offer_id) AS offer_id
    FROM json_each(%s) w LEFT JOIN catalog_mergedproduct m ON m.id = json_extract(w.value, '$[2]')
    LEFT JOIN catalog_product p ON p.id = COALESCE(m.into_id, json_extract(w.value, '$[2]'))"""

GIVEN = {
    "postgresql": """given AS MATERIALIZED (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS g(id, quantity)),
        locked AS MATERIALIZED (SELECT o.id FROM catalog_offer o WHERE o.id = ANY(ARRAY(SELECT id FROM given))
                                 ORDER BY o.id FOR NO KEY UPDATE OF o)""",
    "sqlite": """given AS (SELECT ids.value AS id, pieces.value AS quantity
                   FROM json_each(%s) ids JOIN json_each(%s) pieces ON pieces.key = ids.key),
        locked AS (SELECT id FROM given)""",
}
OF_OFFER = tuple(field.name for field in fields(ReservedLine) if field.name != "quantity")
RELEASE = "reserved = o.reserved - g.quantity"
SHIP = f"""{RELEASE}, shipped = o.shipped + g.quantity,
           quantity = CASE WHEN o.quantity > g.quantity THEN o.quantity - g.quantity ELSE 0 END"""


@transaction.atomic(savepoint=False)
def reserve(*, asks: Sequence[Ask]) -> Reservation:
    _refuse_twice([("offer", ask.offer_id) if ask.offer_id else ("product", ask.product_id) for ask in asks])
    found = _take_at_once(asks) if connection.vendor == "postgresql" else _look_then_take(asks)
    _after_taking(found)
    return _reservation(found)


@transaction.atomic(savepoint=False)
def release(*, lines: Sequence[tuple[int, int]]) -> None:
    pieces = _summed(lines)
    changed = _change(RELEASE, pieces)
    back = [product_id for id, product_id, left in changed if 0 < left <= pieces[id]]
    bump_products([product_id for _id, product_id, _left in changed])
    if back:
        refresh(these(back))


@transaction.atomic(savepoint=False)
def ship(*, lines: Sequence[tuple[int, int]]) -> None:
    # What can be bought stays the same, so nothing that anybody is shown changes.
    _change(SHIP, _summed(lines))


@transaction.atomic(savepoint=False)
def adjust(*, changes: Mapping[int, int], held: Mapping[int, int]) -> Reservation:
    # What is given back is given back whatever became of the offer; only what is taken more is judged.
    locked = Offer.objects.select_for_update(no_key=True).filter(pk__in=changes).order_by("pk")
    product_ids = [offer.product_id for offer in locked]
    more = [Ask(quantity=pieces, offer_id=id) for id, pieces in changes.items() if pieces > 0]
    found = _looked_at(more)
    _refuse(found, held)
    _change("reserved = o.reserved + g.quantity", dict(changes))
    bump_products(product_ids)
    refresh(these(product_ids))
    return _reservation(found)


def _looked_at(asks: Sequence[Ask]) -> list[Judged]:
    """Return what stands behind asks for offers that are locked."""
    ids, quantities = [ask.offer_id for ask in asks], [ask.quantity for ask in asks]
    numbers = list(range(len(asks)))
    if connection.vendor == "postgresql":
        asked = "SELECT * FROM unnest(%s::int[], %s::int[], %s::bigint[]) AS w(n, quantity, offer_id)"
        params: list[Any] = [numbers, quantities, ids]
    else:
        asked = ASKED_IN_JSON
        params = [orjson.dumps([(ask.quantity, ask.offer_id, None) for ask in asks]).decode()]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH asked AS ({asked}) {judging()}", params)
        return judged(asks, cursor.fetchall())


def _take_at_once(asks: Sequence[Ask]) -> list[Judged]:
    rows = planned.rows(RESERVE, [_given(asks)])
    found = judged(asks, rows)
    _refuse(found)
    if rows and rows[0][-1] != len(asks):
        raise Unavailable  # an offer slipped from under its lock: nothing is kept, and the caller may try again
    return found


def _look_then_take(asks: Sequence[Ask]) -> list[Judged]:
    with connection.cursor() as cursor:
        cursor.execute(f"WITH asked AS ({ASKED_IN_JSON}) {judging()}", [_given(asks)])
        found = judged(asks, cursor.fetchall())
    _refuse(found)
    _change("reserved = o.reserved + g.quantity", {one.offer.offer_id: one.ask.quantity for one in found if one.offer})
    return found


def _given(asks: Sequence[Ask]) -> str:
    return orjson.dumps([(ask.quantity, ask.offer_id, ask.product_id) for ask in asks]).decode()


def _change(assignment: str, pieces: dict[int, int]) -> list[tuple[int, int, int]]:
    ids, quantities = list(pieces), list(pieces.values())
    as_array = connection.vendor == "postgresql"
    params = [ids, quantities] if as_array else [orjson.dumps(ids).decode(), orjson.dumps(quantities).decode()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {GIVEN[connection.vendor]} UPDATE catalog_offer AS o SET {assignment}
                  FROM given g JOIN locked l ON l.id = g.id WHERE o.id = g.id
                RETURNING {_own("id")}, product_id, {_own("quantity")} - reserved""",
            params,
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def _own(column: str) -> str:
    # Two relations have such a column; SQLite does not know the alias here, Postgres knows nothing else.
    return f"o.{column}" if connection.vendor == "postgresql" else column


def _refuse_twice(named: Sequence[object]) -> None:
    if len(set(named)) < len(named):
        raise errors.DuplicateProduct(field="items")


def _refuse(found: Sequence[Judged], held: Mapping[int, int] | None = None) -> None:
    offers = [one.offer for one in found if one.offer]
    if len(offers) < len(found):
        unknown = [one.ask.offer_id or one.ask.product_id for one in found if one.offer is None]
        raise errors.UnknownOffer(field="items", ids=", ".join(map(str, unknown)))
    _refuse_twice([offer.offer_id for offer in offers])
    if gone := [offer.name for offer in offers if offer.standing == "unavailable"]:
        raise errors.OfferUnavailable(names=", ".join(gone))
    if any(offer.standing == "supplier_closed" for offer in offers):
        closed = {one.terms.name for one in found if one.terms and not one.terms.accepting_orders}
        raise errors.SupplierClosed(names=", ".join(sorted(closed)))
    _refuse_short([(one.offer, one.ask.quantity) for one in found if one.offer], held or {})


def _refuse_short(lines: Sequence[tuple[OfferView, int]], held: Mapping[int, int]) -> None:
    short = [
        (offer, offer.available + (has := held.get(offer.offer_id, 0)), wanted + has)
        for offer, wanted in lines
        if offer.available < wanted
    ]
    if not short:
        return
    sentence = _("%(name)s: %(available)s left, %(requested)s wanted.")
    said = [sentence % {"name": o.name, "available": there_is, "requested": wanted} for o, there_is, wanted in short]
    details = [
        {"product_id": o.product_id, "offer_id": o.offer_id, "available": there_is, "requested": wanted}
        for o, there_is, wanted in short
    ]
    raise errors.InsufficientStock(stock=" ".join(said), details=details)


def _after_taking(found: Sequence[Judged]) -> None:
    offers = [(one.offer, one.ask.quantity) for one in found if one.offer]
    bump_products([offer.product_id for offer, _pieces in offers])
    if sold_out := [offer.product_id for offer, pieces in offers if offer.available == pieces]:
        refresh(these(sold_out))


def _reservation(found: Sequence[Judged]) -> Reservation:
    lines = tuple(
        ReservedLine(quantity=one.ask.quantity, **{name: getattr(one.offer, name) for name in OF_OFFER})
        for one in found
        if one.offer
    )
    suppliers = {one.terms.id: one.terms for one in found if one.terms}
    return Reservation(lines, tuple(suppliers[id] for id in sorted(suppliers)))


def _summed(lines: Sequence[tuple[int, int]]) -> dict[int, int]:
    pieces: Counter[int] = Counter()
    for offer_id, quantity in lines:
        pieces[offer_id] += quantity
    return dict(pieces)
