"""What a buyer may know of offers, and what must hold for one to be sold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

from core.money import rounded
from modules.catalog.models.offers import Offer
from modules.catalog.rules.values import Ask, OfferView, SupplierTerms
from modules.catalog.selectors.standing import among

STANDING = """CASE WHEN o.retired_at IS NOT NULL OR s.approved_at IS NULL OR NOT p.is_active OR NOT c.is_visible
                   THEN 'unavailable' WHEN NOT s.accepting_orders THEN 'supplier_closed' ELSE 'ok' END AS standing"""
OFFER = f"""o.id AS offer_id, o.product_id, o.supplier_id, p.name, o.price, o.currency,
            o.quantity - o.reserved AS left_over, {STANDING}, p.vat_rate,
            o.external_id AS sku, COALESCE(NULLIF(o.model, ''), p.model) AS known_model, p.gtin"""
TERMS = """s.id AS seller_id, s.name AS seller, s.slug, s.delivery, s.free_from, s.minimum,
           s.currency AS terms_currency, s.accepting_orders, s.approved_at IS NOT NULL AS approved"""
AROUND = """LEFT JOIN catalog_product p ON p.id = o.product_id LEFT JOIN catalog_category c ON c.id = p.category_id
            LEFT JOIN catalog_supplier s ON s.id = o.supplier_id"""


@dataclass(frozen=True, slots=True)
class Judged:
    """What stands behind one ask: the offer and its supplier's terms, or None where there is no such offer."""

    ask: Ask
    offer: OfferView | None
    terms: SupplierTerms | None


def views(*, offer_ids: Collection[int] = (), product_ids: Collection[int] = ()) -> list[OfferView]:
    by_offer, offers = among("id", offer_ids)
    by_product, products = among("id", product_ids)
    by_old, _same = among("m.id", product_ids)
    asked = f"""SELECT id FROM catalog_offer WHERE {by_offer}
                 UNION ALL SELECT best_offer_id FROM catalog_product WHERE {by_product}
                 UNION ALL SELECT now.best_offer_id FROM catalog_mergedproduct m
                             JOIN catalog_product now ON now.id = m.into_id WHERE {by_old}"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {OFFER} FROM catalog_offer o {AROUND} WHERE o.id IN ({asked}) ORDER BY o.id",
            [offers, products, products],
        )
        return [view(row) for row in cursor.fetchall()]


def offered(*, product_ids: Collection[int], supplier_ids: Collection[int]) -> list[OfferView]:
    of_products, products = among("o.product_id", product_ids)
    by_suppliers, suppliers = among("o.supplier_id", supplier_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {OFFER} FROM catalog_offer o {AROUND} WHERE {of_products} AND {by_suppliers} ORDER BY o.id",
            [products, suppliers],
        )
        return [view(row) for row in cursor.fetchall()]


def terms(supplier_ids: Collection[int]) -> dict[int, SupplierTerms]:
    condition, ids = among("s.id", supplier_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {TERMS} FROM catalog_supplier s WHERE {condition}", [ids])
        return {row[0]: _terms(row) for row in cursor.fetchall()}


def judging(*, offers: str = "catalog_offer") -> str:
    """Return a SELECT of one row for each ask in the relation `asked` (n, quantity, offer_id), for `judged` to read."""
    return f"""SELECT a.n, a.quantity AS requested, {OFFER}, {TERMS}
                 FROM asked a LEFT JOIN {offers} o ON o.id = a.offer_id {AROUND}"""


def judged(asks: Sequence[Ask], rows: Sequence[Sequence[Any]]) -> list[Judged]:
    """Return what `judging` found, in the order of the asks."""
    found = sorted(rows, key=lambda row: int(row[0]))
    return [
        Judged(ask, None, None) if row[2] is None else Judged(ask, view(row[2:14]), _terms(row[14:23]))
        for ask, row in zip(asks, found, strict=True)
    ]


def last_external_id(supplier_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(external_id) FROM catalog_offer WHERE supplier_id = %s", [supplier_id])
        (last,) = cursor.fetchone()
    return last or ""


def known_ids(supplier_id: int, external_ids: Collection[str]) -> set[str]:
    found = Offer.objects.filter(supplier_id=supplier_id, external_id__in=external_ids)
    return set(found.values_list("external_id", flat=True))


def view(row: Sequence[Any]) -> OfferView:
    """Return the offer that OFFER read."""
    id, product_id, supplier_id, name, price, currency, left_over, standing, own_rate, *codes = row
    rate = settings.VAT_RATE if own_rate is None else money(own_rate)
    left = max(0, left_over)
    return OfferView(id, product_id, supplier_id, name, money(price), currency, left, standing, rate, *codes)


def _terms(row: Sequence[Any]) -> SupplierTerms:
    id, name, slug, delivery, free_from, minimum, currency, accepting, approved = row
    free = None if free_from is None else money(free_from)
    return SupplierTerms(
        id, name, slug, money(delivery), free, money(minimum), currency, bool(accepting), bool(approved)
    )


def money(value: Any) -> Decimal:
    """Return an amount read by raw SQL: SQLite answers an integer or a float, exact at two places."""
    return rounded(Decimal(str(value)))
