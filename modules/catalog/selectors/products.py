"""Products as lists show them: one query over one table, a keyset in every order."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from modules.catalog.models.attributes import ProductAttribute
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier
from modules.catalog.rules.attributes import number_of
from modules.catalog.rules.texts import words
from modules.catalog.rules.values import ProductName
from modules.catalog.selectors.categories import named, under
from modules.catalog.selectors.standing import CARD, EVERY, KEPT, Which, differs, fresh

SHOWN = ("card", "price", "currency", "in_stock", "rating", "reviews_count", "name", "created_at")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which products a list shows; category and supplier are ids or addresses, attributes (name, value) pairs."""

    search: str = ""
    category: str = ""
    supplier: str = ""
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool | None = None
    rating_min: Decimal | None = None
    attributes: tuple[tuple[str, str], ...] = ()


def listed(wanted: Wanted) -> QuerySet[Product]:
    """Return the listed products that all conditions hold for; an unknown category or supplier has none."""
    found = Product.objects.filter(is_listed=True).only(*SHOWN)
    if wanted.category:
        found = found.filter(category_id__in=under(wanted.category))
    if wanted.supplier:
        found = found.filter(Exists(_offers_of(wanted.supplier)))
    for name, value in wanted.attributes:
        found = found.filter(Exists(_valued(name, value)))
    for word in words(wanted.search):
        found = found.filter(search_text__contains=word)
    return found.filter(_bounds(wanted))


def by_relevance(products: QuerySet[Product], search: str) -> tuple[QuerySet[Product], str]:
    """Return the products and what orders them: how early the first word stands in a text that begins with the name."""
    first = words(search)[:1]
    if not first:
        return products, "-created_at"
    return products.annotate(place=StrIndex("search_text", Value(first[0]))), "place"


def _bounds(wanted: Wanted) -> Q:
    bounds = {
        "price__gte": wanted.price_min,
        "price__lte": wanted.price_max,
        "in_stock": wanted.in_stock,
        "rating__gte": wanted.rating_min,
    }
    return Q(**{name: value for name, value in bounds.items() if value is not None})


def _offers_of(supplier: str) -> QuerySet[Offer]:
    sellers = Supplier.objects.filter(named(supplier), approved_at__isnull=False)
    return Offer.objects.filter(product=OuterRef("pk"), retired_at=None, supplier__in=sellers)


def _valued(name: str, value: str) -> QuerySet[ProductAttribute]:
    # "5.50" finds the number 5.5; a text is compared as it stands.
    is_it, number = Q(text=value), number_of(value)
    if number is not None:
        is_it |= Q(number=number)
    return ProductAttribute.objects.filter(is_it, product=OuterRef("pk"), attribute__name=name)


def product_ids(which: Which) -> list[int]:
    """Return the ids of the products, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id FROM catalog_product p WHERE {which.sql} ORDER BY p.id", which.params)
        return [row[0] for row in cursor.fetchall()]


def stale_products(which: Which = EVERY) -> list[int]:
    """Return the products whose kept columns or cards are not what they must be; there should be none."""
    sql = f"""SELECT p.id FROM catalog_product p JOIN ({fresh(which, cards=True)}) f ON f.id = p.id
               WHERE {differs("p", "f", (*KEPT, CARD))} ORDER BY p.id"""
    with connection.cursor() as cursor:
        cursor.execute(sql, which.params)
        return [row[0] for row in cursor.fetchall()]


def without_images(*, supplier_id: int) -> list[ProductName]:
    bare = Product.objects.filter(offers__supplier_id=supplier_id, offers__retired_at=None, images=None)
    found = bare.order_by("id").values_list("id", "name", "category__name").distinct()
    return [ProductName(*values) for values in found]
