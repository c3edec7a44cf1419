"""Products in files; `price` and `stock` are those of the house's own offer, as in the API."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import batched
from json import JSONDecodeError, loads
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, TypeAdapter
from pydantic_core import PydanticCustomError

from core.http.values import Name
from core.sheets.cells import IdCell, LineCell, NameCell, PiecesCell, PriceCell, SwitchCell, TextCell, nullable
from core.sheets.plan import Planned
from core.sheets.sheet import Record, Sheet
from modules.catalog.models.attributes import Attribute, AttributeType, ProductAttribute
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.rules.attributes import is_exact, parsed, type_of
from modules.catalog.rules.texts import gtin_of, is_gtin
from modules.catalog.selectors.paths import Paths
from modules.catalog.services.batches import add_products, change_products, lock_for_batch

CHUNK = 1000
COLUMNS = ("id", "name", "slug", "category_id", "description", "brand", "model", "gtin", "is_active")
_name: TypeAdapter[str] = TypeAdapter(Name)


def _gtin(text: str) -> str:
    if text and not is_gtin(text):
        raise PydanticCustomError("bad_gtin", _("Must be 8, 12, 13 or 14 digits."))
    return gtin_of(text)


def _attributes(value: Any) -> dict[str, Any]:
    if value in (None, ""):
        return {}
    if isinstance(value, str):
        value = _json(value)
    if not isinstance(value, dict) or len(value) > 100:
        raise PydanticCustomError(
            "bad_attributes", _('Must be an object of at most 100 values, such as {"Colour": "red"}.')
        )
    return {_name.validate_python(name): _attribute(one) for name, one in value.items()}


def _json(text: str) -> Any:
    try:
        return loads(text, parse_float=Decimal, parse_constant=lambda name: None)
    except (JSONDecodeError, ValueError, RecursionError, ArithmeticError):
        return None


def _attribute(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        if not is_exact(number):
            raise PydanticCustomError("bad_number", _("Must be a number of at most 15 digits"))
        return number
    return _name.validate_python(value)


class ProductSheet(Sheet):
    model = Product
    kinds = {
        "id": nullable(IdCell),
        "name": NameCell,
        "slug": LineCell,
        "category": TextCell,
        "description": TextCell,
        "brand": LineCell,
        "model": LineCell,
        "gtin": Annotated[LineCell, AfterValidator(_gtin)],
        "is_active": nullable(SwitchCell),
        "price": nullable(PriceCell),
        "stock": nullable(PiecesCell),
        "attributes": Annotated[dict[str, Any], BeforeValidator(_attributes)],
    }
    key = ("slug",)
    needed = ("name", "category")
    told = ("id", "slug")
    optional = ("description", "brand", "model", "gtin")
    note = gettext_lazy(
        "price and stock are the shop's own offer, empty where it has none; what suppliers ask is changed under Offers."
    )

    def records(self, rows: QuerySet[Any]) -> Iterator[Record]:
        paths = Paths()
        for some in batched(rows.values_list(*COLUMNS).iterator(CHUNK), CHUNK):
            yield from _told(some, paths)

    def standing(self, ids: Collection[int], keys: Collection[tuple[Any, ...]]) -> Iterable[Record]:
        for some in batched(ids, CHUNK):
            yield from _told(Product.objects.filter(pk__in=some).values_list(*COLUMNS), self.paths)
        for some in batched([key[0] for key in keys], CHUNK):
            yield from _told(Product.objects.filter(slug__in=some).values_list(*COLUMNS), self.paths)

    def look(self, rows: list[Planned]) -> Any:
        self.paths, self.types = Paths(), dict(Attribute.objects.values_list("name", "type"))
        return self.paths.rows, dict(self.types)

    def prepare(self, rows: list[Planned]) -> None:
        for row in rows:
            if row.cells.get("category"):
                self._place(row)
            self._judge_types(row)

    def _place(self, row: Planned) -> None:
        id = self.paths.id_of(row.cells["category"])
        if id is None:
            row.errors["category"] = _("There is no such category, or several: %(name)s.") % {
                "name": row.cells["category"][:100]
            }
        else:
            row.cells["category"] = self.paths.label(id)

    def _judge_types(self, row: Planned) -> None:
        for name, value in row.cells.get("attributes", {}).items():
            known = self.types.setdefault(name, type_of(value))
            if known != type_of(value):
                facts = {"name": name, "expected": AttributeType(known).label}
                row.errors["attributes"] = _("The attribute “%(name)s” is of type %(expected)s.") % facts

    def judge(self, row: Planned) -> None:
        has_price = "price" in row.changes or (row.standing and row.standing["price"] is not None)
        if "stock" in row.changes and not has_price:
            row.errors["price"] = _("The house has no offer for this product yet: name a price.")

    def lock(self, rows: list[Planned]) -> None:
        lock_for_batch(product_ids=[row.id for row in rows])

    def write(self, new: list[Planned], changed: list[Planned]) -> list[int]:
        made = add_products(products=[self._fields(row) for row in new]) if new else []
        if changed:
            change_products(changes={row.id: self._fields(row) for row in changed})
        return made

    def as_stored(self, name: str, raw: Any) -> Any:
        return _stated(raw) if name == "attributes" else super().as_stored(name, raw)

    def _fields(self, row: Planned) -> Any:
        given = row.given
        if "category" in given:
            given["category_id"] = self.paths.id_of(given.pop("category"))
        return given


def _stated(raw: Any) -> Any:
    found = _json(raw) if isinstance(raw, str) else raw
    if not isinstance(found, dict):
        return found
    return {name: Decimal(one) if isinstance(one, int) and not isinstance(one, bool) else one
            for name, one in found.items()}  # fmt: skip


def _told(rows: Iterable[tuple[Any, ...]], paths: Paths) -> Iterator[Record]:
    rows = list(rows)
    ids = [row[0] for row in rows]
    own = Offer.objects.filter(supplier__is_own=True, retired_at=None, product_id__in=ids).order_by("-id")
    shelf = {id: (price, quantity) for id, price, quantity in own.values_list("product_id", "price", "quantity")}
    values = _values(ids)
    for id, name, slug, category_id, description, brand, model, gtin, is_active in rows:
        price, stock = shelf.get(id, (None, None))
        yield {
            "id": id, "name": name, "slug": slug, "category": paths.label(category_id), "description": description,
            "brand": brand, "model": model, "gtin": gtin, "is_active": is_active, "price": price, "stock": stock,
            "attributes": values.get(id, {}),
        }  # fmt: skip


def _values(ids: list[int]) -> dict[int, dict[str, Any]]:
    found = ProductAttribute.objects.filter(product_id__in=ids).order_by("id")
    told: dict[int, dict[str, Any]] = {}
    for id, name, type, text in found.values_list("product_id", "attribute__name", "attribute__type", "text"):
        value = parsed(type, text)
        told.setdefault(id, {})[name] = text if value is None else value
    return told
