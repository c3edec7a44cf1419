"""Offers in files: what each supplier states; an offer stays its supplier's, and with its product."""

from collections.abc import Collection, Iterable, Iterator
from itertools import batched
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.sheets.cells import IdCell, LineCell, PiecesCell, PriceCell, SwitchCell, nullable
from core.sheets.plan import Planned
from core.sheets.sheet import Record, Sheet
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier
from modules.catalog.services.batches import add_offers, change_offers, lock_for_batch

CHUNK = 1000
COLUMNS = ("id", "supplier__slug", "external_id", "product__slug", "model", "price", "price_rrp", "quantity")


class OfferSheet(Sheet):
    model = Offer
    kinds = {
        "id": nullable(IdCell),
        "supplier": LineCell,
        "external_id": LineCell,
        "product": LineCell,
        "model": LineCell,
        "price": nullable(PriceCell),
        "price_rrp": nullable(PriceCell),
        "quantity": nullable(PiecesCell),
        "retired": nullable(SwitchCell),
    }
    key = ("supplier", "external_id")
    needed = ("supplier", "external_id", "product", "price")
    told = ("id",)
    fixed = ("supplier", "external_id", "product")
    optional = ("model", "price_rrp")

    def records(self, rows: QuerySet[Any]) -> Iterator[Record]:
        yield from map(_record, rows.values_list(*COLUMNS, "retired_at").iterator(CHUNK))

    def standing(self, ids: Collection[int], keys: Collection[tuple[Any, ...]]) -> Iterable[Record]:
        offers = Offer.objects.values_list(*COLUMNS, "retired_at")
        for some in batched(ids, CHUNK):
            yield from map(_record, offers.filter(pk__in=some))
        for some in batched({key[1] for key in keys}, CHUNK):
            found = offers.filter(external_id__in=some, supplier__slug__in={key[0] for key in keys})
            yield from map(_record, found)

    def look(self, rows: list[Planned]) -> Any:
        self.suppliers = _suppliers()
        self.products = _products({row.cells["product"] for row in rows if row.cells.get("product")})
        return self.suppliers, self.products

    def prepare(self, rows: list[Planned]) -> None:
        for row in rows:
            self._name(row, "supplier", self.suppliers, _("There is no such supplier, or several: %(name)s."))
            self._name(row, "product", self.products, _("There is no such product: %(name)s."))

    def _name(self, row: Planned, column: str, known: dict[str, tuple[int, str]], unknown: str) -> None:
        given = row.cells.get(column)
        if given and given in known:
            row.cells[column] = known[given][1]
        elif given:
            row.errors[column] = unknown % {"name": given[:100]}

    def lock(self, rows: list[Planned]) -> None:
        lock_for_batch(offer_ids=[row.id for row in rows])

    def write(self, new: list[Planned], changed: list[Planned]) -> list[int]:
        if changed:
            change_offers(changes={row.id: _stated(row) for row in changed})
        return add_offers(offers=[self._new(row) for row in new]) if new else []

    def _new(self, row: Planned) -> Any:
        given = row.given
        supplier, product = self.suppliers[given.pop("supplier")][0], self.products[given.pop("product")][0]
        return given | {"supplier_id": supplier, "product_id": product}


def _stated(row: Planned) -> Any:
    return row.given


def _record(found: tuple[Any, ...]) -> Record:
    names = ("id", "supplier", "external_id", "product", "model", "price", "price_rrp", "quantity")
    return dict(zip(names, found[:-1], strict=True)) | {"retired": found[-1] is not None}


def _suppliers() -> dict[str, tuple[int, str]]:
    """Return what may name a supplier -> (id, address): id, name where only one has it, and address."""
    found = list(Supplier.objects.values_list("id", "slug", "name"))
    names = [name for _id, _slug, name in found]
    known = {str(id): (id, slug) for id, slug, _name in found}
    known |= {name: (id, slug) for id, slug, name in found if names.count(name) == 1}
    return known | {slug: (id, slug) for id, slug, _name in found}


def _products(named: Collection[str]) -> dict[str, tuple[int, str]]:
    known: dict[str, tuple[int, str]] = {}
    for some in batched(named, CHUNK):
        ids = [int(text) for text in some if text.isascii() and text.isdigit() and len(text) < 19]
        known |= {str(id): (id, slug) for id, slug in Product.objects.filter(pk__in=ids).values_list("id", "slug")}
        known |= {slug: (id, slug) for id, slug in Product.objects.filter(slug__in=some).values_list("id", "slug")}
    # What a cell is replaced by must be found too.
    return known | {slug: (id, slug) for id, slug in known.values()}
