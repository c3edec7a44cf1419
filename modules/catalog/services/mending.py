"""Finding what the catalogue keeps wrongly, and making it right: there should be nothing to find."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.db import transaction

from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Review
from modules.catalog.rules.texts import make_key, name_key
from modules.catalog.selectors.checking import Stale, batches, stale_categories, stale_products
from modules.catalog.selectors.standing import these
from modules.catalog.services.categories import resettle
from modules.catalog.services.rating import rate_product
from modules.catalog.services.refreshing import bump_products, lock_products, rewrite
from modules.catalog.services.wording import read_words

BATCH = 5_000


@dataclass(slots=True)
class Checked:
    """What was found: by id the names of the columns that were wrong."""

    products: Stale = field(default_factory=dict)
    categories: Stale = field(default_factory=dict)


def check(*, mend: bool = False, progress: Callable[[int], None] = lambda done: None) -> Checked:
    """Hold everything kept against what it must be, in batches, and with `mend` make it right.

    `progress` hears how many products were looked at. What is in the course of a sweeping change is found too.
    """
    found = Checked(categories=stale_categories())
    if mend and found.categories:
        resettle(category_ids=found.categories)
    done = 0
    for batch in batches(BATCH):
        stale = stale_products(batch)
        if mend and stale:
            _mend(stale)
        found.products |= stale
        done += batch.size
        progress(done)
    return found


@transaction.atomic
def _mend(ids: Collection[int]) -> None:
    lock_products(these(ids))
    rewrite(these(ids), cards=True)
    for product in Product.objects.filter(pk__in=list(ids)).only("name", "brand", "model"):
        product.name_key, product.make_key = name_key(product.name), make_key(product.brand, product.model)
        product.save(update_fields=["name_key", "make_key"])
    read_words(ids)
    for id in Review.objects.filter(product__in=list(ids)).values_list("product", flat=True).distinct():
        rate_product(product_id=id)
    bump_products(sorted(ids), lists=True)
