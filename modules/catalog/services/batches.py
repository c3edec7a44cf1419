"""Many products or offers written at once, as a file brings them: each kind of row by set, and one refresh for all.

Offers are locked before products, and both in the order of their ids, as everywhere (see `refreshing`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import batched
from typing import Any, TypedDict

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.cache import bump
from modules.catalog.errors import PriceRequired
from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier
from modules.catalog.rules.attributes import NUMBER, number_of, text_of, type_of
from modules.catalog.rules.texts import make_key, name_key
from modules.catalog.rules.values import AttributeValue
from modules.catalog.selectors.standing import these
from modules.catalog.services.products import product_slug
from modules.catalog.services.refreshing import LISTS, hold, lock_products, refresh_products, rewrite
from modules.catalog.services.suppliers import own_supplier
from modules.catalog.services.wording import read_words
from modules.catalog.services.writing import insert, next_ids, update

CHUNK = 2000
TEXTS = ("category_id", "name", "description", "brand", "model", "gtin", "is_active")
OFFER = ("model", "price", "price_rrp", "quantity", "retired_at")


class ProductFields(TypedDict, total=False):
    category_id: int
    name: str
    description: str
    brand: str
    model: str
    gtin: str
    is_active: bool
    price: Decimal
    stock: int
    attributes: dict[str, AttributeValue]


class OfferFields(TypedDict, total=False):
    supplier_id: int
    product_id: int
    external_id: str
    model: str
    price: Decimal
    price_rrp: Decimal | None
    quantity: int
    retired: bool


def lock_for_batch(*, product_ids: Collection[int] = (), offer_ids: Collection[int] = ()) -> None:
    """Lock these offers, those of the house for these products, and then the products."""
    if connection.vendor != "postgresql":
        return
    own = own_supplier().pk
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM (SELECT o.id FROM catalog_offer o
                WHERE o.id = ANY(%s::bigint[]) OR (o.supplier_id = %s AND o.product_id = ANY(%s::bigint[]))
                ORDER BY o.id FOR NO KEY UPDATE OF o) locked""",
            [list(offer_ids), own, list(product_ids)],
        )
    lock_products(these(product_ids))


@transaction.atomic(savepoint=False)
def add_products(*, products: Sequence[ProductFields]) -> list[int]:
    """Make the products, with the house's own offers where prices are given, and return their ids in order."""
    hold(Category._meta.db_table, {fields["category_id"] for fields in products})
    ids = next_ids(Product, len(products))
    insert(Product, [_new(id, fields) for id, fields in zip(ids, products, strict=True)])
    stated = dict(zip(ids, products, strict=True))
    _write_attributes(stated)
    _price_by_house(stated)
    read_words(ids)
    rewrite(these(ids), cards=True)
    bump(LISTS)  # nobody has been shown yet what was not there before
    return ids


@transaction.atomic(savepoint=False)
def change_products(*, changes: Mapping[int, ProductFields]) -> None:
    """Change of each product, by id, what is given; `attributes` are all of them. Raises PriceRequired."""
    hold(Category._meta.db_table, {fields["category_id"] for fields in changes.values() if "category_id" in fields})
    lock_for_batch(product_ids=changes)
    _price_by_house(changes)
    _write_texts(changes)
    _write_attributes(changes)
    refresh_products(list(changes), lists=True)


@transaction.atomic(savepoint=False)
def add_offers(*, offers: Sequence[OfferFields]) -> list[int]:
    """Make the offers and return their ids in order; each names supplier, product, external id and price."""
    hold(Supplier._meta.db_table, {fields["supplier_id"] for fields in offers})
    made = [_offer(one["supplier_id"], one["product_id"], one["external_id"], one) for one in offers]
    insert(Offer, made)
    refresh_products(sorted({offer.product_id for offer in made}), lists=True)
    return [offer.pk for offer in made]


@transaction.atomic(savepoint=False)
def change_offers(*, changes: Mapping[int, OfferFields]) -> None:
    """Change of each offer, by id, what is given of price, price_rrp, quantity, model and retired."""
    lock_for_batch(offer_ids=changes)
    found = _found(Offer, changes)
    for offer in found:
        _state(offer, changes[offer.pk])
    update(Offer, OFFER, found)
    refresh_products(sorted({offer.product_id for offer in found}), lists=True)


def _new(id: int, fields: ProductFields) -> Product:
    product = Product(pk=id, slug=product_slug(fields["name"], id))
    _tell(product, fields)
    return product


def _tell(product: Product, fields: ProductFields) -> None:
    for name in TEXTS:
        if name in fields:
            setattr(product, name, fields.get(name))
    product.name_key = name_key(product.name)
    product.make_key = make_key(product.brand, product.model)


def _write_texts(changes: Mapping[int, ProductFields]) -> None:
    found = _found(Product, [id for id, fields in changes.items() if any(name in fields for name in TEXTS)])
    for product in found:
        _tell(product, changes[product.pk])
    update(Product, (*TEXTS, "name_key", "make_key"), found)
    read_words([product.pk for product in found])


def _write_attributes(stated: Mapping[int, ProductFields]) -> None:
    given = {id: fields["attributes"] for id, fields in stated.items() if "attributes" in fields}
    types = {name: type_of(value) for values in given.values() for name, value in values.items()}
    # In the order of their names, so that two who make the same new ones do not wait for each other.
    made = [Attribute(name=name, type=types[name]) for name in sorted(types)]
    Attribute.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)
    known = {one.name: one for some in batched(sorted(types), CHUNK) for one in Attribute.objects.filter(name__in=some)}
    for some_ids in batched(given, CHUNK):
        ProductAttribute.objects.filter(product_id__in=some_ids).delete()
    told = [_value(id, known[name], value) for id, values in given.items() for name, value in values.items()]
    insert(ProductAttribute, told)


def _value(product_id: int, attribute: Attribute, value: AttributeValue) -> ProductAttribute:
    text = text_of(value)
    number = number_of(text) if attribute.type == NUMBER else None
    return ProductAttribute(product_id=product_id, attribute=attribute, text=text, number=number)


def _price_by_house(stated: Mapping[int, ProductFields]) -> None:
    wanted = {id: fields for id, fields in stated.items() if "price" in fields or "stock" in fields}
    if not wanted:
        return
    own = own_supplier().pk
    standing = _own_offers(own, wanted)
    for id, offer in standing.items():
        _state(offer, _by_house(wanted[id]) | {"retired": False})
    update(Offer, OFFER, standing.values())
    missing = {id: fields for id, fields in wanted.items() if id not in standing}
    if any("price" not in fields for fields in missing.values()):
        raise PriceRequired(field="price")
    made = [_offer(own, id, f"product-{id}", _by_house(fields)) for id, fields in missing.items()]
    insert(Offer, made)


def _by_house(fields: ProductFields) -> OfferFields:
    stated = OfferFields()
    if "price" in fields:
        stated["price"] = fields["price"]
    if "stock" in fields:
        stated["quantity"] = fields["stock"]
    return stated


def _own_offers(own: int, product_ids: Iterable[int]) -> dict[int, Offer]:
    # Of several the first living one: later ones in this order are overwritten by earlier ones.
    found = [
        offer
        for some in batched(product_ids, CHUNK)
        for offer in Offer.objects.filter(supplier_id=own, product_id__in=some)
    ]
    found.sort(key=lambda offer: (offer.retired_at is not None, offer.pk), reverse=True)
    return {offer.product_id: offer for offer in found}


def _offer(supplier_id: int, product_id: int, external_id: str, stated: OfferFields) -> Offer:
    offer = Offer(
        supplier_id=supplier_id, product_id=product_id, external_id=external_id, currency=settings.CURRENCY, quantity=0
    )
    _state(offer, stated)
    return offer


def _state(offer: Offer, stated: OfferFields) -> None:
    for name in ("model", "price", "price_rrp", "quantity"):
        if name in stated:
            setattr(offer, name, stated[name])
    if "retired" in stated:
        offer.retired_at = (offer.retired_at or timezone.now()) if stated["retired"] else None


def _found(kind: Any, ids: Iterable[int]) -> list[Any]:
    return [row for some in batched(ids, CHUNK) for row in kind.objects.filter(pk__in=some).order_by("pk")]
