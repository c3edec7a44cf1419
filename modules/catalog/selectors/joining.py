"""Cards side by side, for merging them; and where the ids of merged ones lead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count

from core.errors import NotFound
from modules.catalog.errors import MergedIntoItself, ProductMerged
from modules.catalog.models.attributes import ProductAttribute
from modules.catalog.models.images import ProductImage
from modules.catalog.models.merged import MergedProduct
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Receipt, Review
from modules.catalog.rules.attributes import parsed
from modules.catalog.rules.joining import Card, Joined, joined
from modules.catalog.rules.values import AttributeValue

TEXTS = ("description", "brand", "model", "gtin")


@dataclass(frozen=True, slots=True)
class Union:
    """What merging would do: the cards, what they come to, and how much of each kind moves or is lost."""

    kept: Card
    others: tuple[Card, ...]
    result: Joined
    offers: int
    images: int
    reviews: int
    reviews_lost: int
    suppliers_twice: tuple[str, ...]

    @property
    def gained(self) -> str:
        """What the kept card did not say itself, in words."""
        fields = {field.name: str(field.verbose_name) for field in Product._meta.fields}
        return ", ".join(fields[name] for name in self.result.texts)


def successors(product_ids: Collection[int]) -> dict[int, int]:
    """Return what the merged ones among these ids are now, by their old id."""
    return dict(MergedProduct.objects.filter(pk__in=product_ids).values_list("pk", "into_id"))


def missing(product_id: int) -> NotFound:
    """Return what to say of an id that no product has: that it is another one now, or that there is none."""
    now = successors([product_id])
    return ProductMerged(merged_into=now[product_id]) if now else NotFound()


def union(product_id: int, others: Sequence[int]) -> Union:
    """Return what merging the others into the product would do; raises what `cards` raises."""
    kept, *merged = cards(product_id, others)
    ids = [card.id for card in merged]
    lost = len(repeated(Review, "author_id", [product_id, *ids]))
    return Union(
        kept=kept,
        others=tuple(merged),
        result=joined(kept, merged),
        offers=Offer.objects.filter(product__in=ids).count(),
        images=ProductImage.objects.filter(product__in=ids).count(),
        reviews=Review.objects.filter(product__in=ids).count() - lost,
        reviews_lost=lost,
        suppliers_twice=_twice([product_id, *ids]),
    )


def cards(product_id: int, others: Sequence[int] = ()) -> list[Card]:
    """Return the cards of a product and of the others, in order.

    Raises NotFound, ProductMerged (404), and MergedIntoItself (422).
    """
    if product_id in others:
        raise MergedIntoItself(field="product_ids")
    wanted = [product_id, *dict.fromkeys(others)]
    rows = {row["id"]: row for row in Product.objects.filter(pk__in=wanted).values("id", "name", *TEXTS)}
    for id in wanted:
        if id not in rows:
            raise missing(id)
    values = _values(wanted)
    return [Card(id, rows[id]["name"], {name: rows[id][name] for name in TEXTS}, values[id]) for id in wanted]


def repeated(kind: type[Receipt | Review], whose: str, product_ids: Sequence[int]) -> list[int]:
    """Return the rows of people who have one of the kind on a product that stands before, in this order."""
    place = {id: at for at, id in enumerate(product_ids)}
    rows = kind._default_manager.filter(product__in=product_ids).values_list("pk", whose, "product_id")
    seen, found = set[int](), list[int]()
    for pk, person, _product in sorted(rows, key=lambda row: (place[row[2]], row[0])):
        if person in seen:
            found.append(pk)
        elif person is not None:
            seen.add(person)
    return found


def _values(product_ids: Sequence[int]) -> dict[int, dict[str, AttributeValue]]:
    found: dict[int, dict[str, AttributeValue]] = {id: {} for id in product_ids}
    rows = ProductAttribute.objects.filter(product__in=product_ids).order_by("id")
    for id, name, type, text in rows.values_list("product_id", "attribute__name", "attribute__type", "text"):
        value = parsed(type, text)
        if value is not None:
            found[id][name] = value
    return found


def _twice(product_ids: Sequence[int]) -> tuple[str, ...]:
    living = Offer.objects.filter(product__in=product_ids, retired_at=None).values("supplier__name")
    more = living.annotate(count=Count("pk")).filter(count__gt=1).order_by("supplier__name")
    return tuple(more.values_list("supplier__name", flat=True))
