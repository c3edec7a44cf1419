"""Offers by the codes that people paste: the supplier's own id or model, the product's model or GTIN."""

from collections import defaultdict
from collections.abc import Collection

import orjson
from django.db import connection

from modules.catalog.rules.values import OfferView
from modules.catalog.selectors.offers import AROUND, OFFER, view

# Of what one code names in one column, no more are looked at: a model may be called "Standard" ten thousand times.
MOST = 20
# What is named, in which rows, by which column, and which of them come first: living offers before retired ones.
NAMED = (
    ("o.id", "catalog_offer o", "o.external_id", "o.retired_at DESC NULLS FIRST"),
    ("o.id", "catalog_offer o", "o.model", "o.retired_at DESC NULLS FIRST"),
    ("p.best_offer_id", "catalog_product p", "p.model", "1"),
    ("p.best_offer_id", "catalog_product p", "p.gtin", "1"),
    ("now.best_offer_id", "catalog_mergedproduct m JOIN catalog_product now ON now.id = m.into_id", "m.gtin", "1"),
)


def by_sku(skus: Collection[str]) -> dict[str, list[OfferView]]:
    found = defaultdict[str, list[OfferView]](list)
    branches = " UNION ".join(_branch(*named) for named in NAMED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH asked AS ({_asked()}), named AS ({branches})
                SELECT n.sku, {OFFER} FROM named n JOIN catalog_offer o ON o.id = n.offer_id {AROUND}""",
            [list(skus) if connection.vendor == "postgresql" else orjson.dumps(list(skus)).decode()],
        )
        for sku, *row in cursor.fetchall():
            found[sku].append(view(row))
    return {sku: _to_be_had(offers) for sku, offers in found.items()}


def _asked() -> str:
    if connection.vendor == "postgresql":
        return "SELECT DISTINCT sku FROM unnest(%s::text[]) AS given(sku)"
    return "SELECT DISTINCT value AS sku FROM json_each(%s)"


def _branch(what: str, rows: str, column: str, first: str) -> str:
    matching = f"{rows} WHERE {column} = a.sku AND {column} <> ''"
    if connection.vendor == "postgresql":
        sort = "" if first == "1" else f"ORDER BY {first}"
        return f"""SELECT a.sku, f.offer_id FROM asked a
                     CROSS JOIN LATERAL (SELECT {what} AS offer_id FROM {matching} {sort} LIMIT {MOST}) f"""
    place = f"row_number() OVER (PARTITION BY a.sku ORDER BY {first})"
    return f"""SELECT sku, offer_id FROM (SELECT a.sku, {what} AS offer_id, {place} AS place
                                            FROM asked a CROSS JOIN {matching}) WHERE place <= {MOST}"""


def _to_be_had(offers: list[OfferView]) -> list[OfferView]:
    """Return those that are sold, or, where none is, all; first what a product's best offer would be among them."""
    sold = [offer for offer in offers if offer.standing != "unavailable"] or offers
    return sorted(sold, key=lambda one: (one.standing != "ok", one.available == 0, one.price, one.offer_id))[:MOST]
