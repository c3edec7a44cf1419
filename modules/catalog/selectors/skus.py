"""Offers by the codes that people paste: the supplier's own id or model, the product's model or GTIN.

`rules.skus` says what does not matter in how a code is spelt.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import orjson
from django.db import connection

from core.spelling import small
from modules.catalog.rules.skus import spellings
from modules.catalog.rules.values import OfferView
from modules.catalog.selectors.offers import AROUND, OFFER, view
from modules.catalog.selectors.standing import among

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
# The same among some suppliers' offers, of which a product has no best one.
OF_PRODUCT = "JOIN catalog_offer o ON o.product_id"
NAMED_OF = (
    *NAMED[:2],
    ("o.id", f"catalog_product p {OF_PRODUCT} = p.id", "p.model", "o.retired_at DESC NULLS FIRST"),
    ("o.id", f"catalog_product p {OF_PRODUCT} = p.id", "p.gtin", "o.retired_at DESC NULLS FIRST"),
    ("o.id", f"catalog_mergedproduct m {OF_PRODUCT} = m.into_id", "m.gtin", "o.retired_at DESC NULLS FIRST"),
)
DIGITS = ("p.gtin", "m.gtin")


def by_sku(skus: Collection[str], *, supplier_ids: Collection[int] | None = None) -> dict[str, list[OfferView]]:
    found = defaultdict[str, dict[int, OfferView]](dict)
    to_the_letter = defaultdict[str, set[int]](set)
    # By no index of suppliers: a planner without statistics would read all that they offer for each product.
    whose, ids = ("TRUE", []) if supplier_ids is None else among("o.supplier_id + 0", supplier_ids)
    named = NAMED if supplier_ids is None else NAMED_OF
    branches = " UNION ".join(_branch(*one, whose) for one in named)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH asked AS ({_asked()}), named AS ({branches})
                SELECT n.sku, n.is_exact, {OFFER}
                  FROM named n JOIN catalog_offer o ON o.id = n.offer_id {AROUND}""",
            [*_spelt(skus), *([] if supplier_ids is None else [ids] * len(named))],
        )
        for sku, is_exact, *row in cursor.fetchall():
            offer = view(row)
            found[sku][offer.offer_id] = offer
            to_the_letter[sku] |= {offer.offer_id} if is_exact else set()
    return {sku: _to_be_had(list(offers.values()), to_the_letter[sku]) for sku, offers in found.items()}


def _spelt(skus: Collection[str]) -> list[Any]:
    pairs = [(sku, code) for sku in set(skus) for code in spellings(sku)]
    if connection.vendor == "postgresql":
        return [[sku for sku, _code in pairs], [code for _sku, code in pairs]]
    return [orjson.dumps(pairs).decode()]


def _asked() -> str:
    if connection.vendor == "postgresql":
        return "SELECT sku, code FROM unnest(%s::text[], %s::text[]) AS given(sku, code)"
    return "SELECT value ->> 0 AS sku, value ->> 1 AS code FROM json_each(%s)"


def _branch(what: str, rows: str, column: str, first: str, whose: str) -> str:
    is_meant = f"{column} = a.code" if column in DIGITS else f"{_small(column)} = {_small('a.code')}"
    # As the indexes say it: SQLite reads no further.
    matching = f"{rows} WHERE {is_meant} AND NOT ({column} = '') AND {whose}"
    chosen = f"{what} AS offer_id, {column} = a.sku AS is_exact"
    if connection.vendor == "postgresql":
        sort = "" if first == "1" else f"ORDER BY {first}"
        return f"""SELECT a.sku, f.offer_id, f.is_exact FROM asked a
                     CROSS JOIN LATERAL (SELECT {chosen} FROM {matching} {sort} LIMIT {MOST}) f"""
    place = f"row_number() OVER (PARTITION BY a.sku, a.code ORDER BY {first})"
    return f"""SELECT sku, offer_id, is_exact FROM (SELECT a.sku, {chosen}, {place} AS place
                                                      FROM asked a CROSS JOIN {matching}) WHERE place <= {MOST}"""


def _small(text: str) -> str:
    return small(text, connection.vendor)


def _to_be_had(offers: list[OfferView], to_the_letter: Collection[int]) -> list[OfferView]:
    """Return those that are sold, or, where none is, all; first what a product's best offer would be among them.

    Where they are of several products, those that are spelt as it was asked go before those that are not.
    """
    sold = [offer for offer in offers if offer.standing != "unavailable"] or offers
    if len({offer.product_id for offer in sold}) > 1:
        sold = [offer for offer in sold if offer.offer_id in to_the_letter] or sold
    return sorted(sold, key=lambda one: (one.standing != "ok", one.available == 0, one.price, one.offer_id))[:MOST]
