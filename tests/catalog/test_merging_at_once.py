"""Merging while others write: nobody waits in a circle, nothing is lost, and what came too late is told so."""

from decimal import Decimal
from functools import partial

import pytest

from core.errors import NotFound
from modules.catalog import public as catalog
from modules.catalog.errors import ProductMerged
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.public import Ask
from modules.catalog.selectors.products import stale_products
from modules.catalog.services.categories import add_category
from modules.catalog.services.joining import merge_products
from modules.catalog.services.offers import change_offer
from modules.catalog.services.products import add_product, change_product
from tests.catalog.test_at_once import failures, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.profile("full")]


@pytest.fixture
def twins(db: None) -> tuple[int, int]:
    add_category(name="Чай")
    one, other = (add_product(name=name, category="chay", price=Decimal(5), stock=50) for name in ("А", "Б"))
    return one, other


def test_two_that_merge_each_other(twins: tuple[int, int]) -> None:
    one, other = twins
    calls = [
        partial(merge_products, product_id=one, others=[other]),
        partial(merge_products, product_id=other, others=[one]),
    ]
    answers = together(calls, threads=2)
    assert sorted(type(answer) for answer in answers if answer is not None) == [ProductMerged]
    assert Product.objects.count() == 1
    assert Offer.objects.filter(product=Product.objects.get()).count() == 2


def test_a_merge_among_orders_and_changes(twins: tuple[int, int]) -> None:
    one, other = twins
    offers = list(Offer.objects.order_by("pk").values_list("pk", flat=True))
    reserving = [partial(catalog.reserve, [Ask(quantity=1, offer_id=offers[n % 2])]) for n in range(8)]
    changing = [
        partial(change_product, product_id=other, description="Новое"),
        partial(change_offer, offer_id=offers[1], price=Decimal(4)),
        partial(change_product, product_id=one, brand="Ёж"),
    ]
    merging = partial(merge_products, product_id=one, others=[other])
    answers = together([*reserving[:4], merging, *changing, *reserving[4:]], threads=6)
    assert failures(answers, but=NotFound) == []
    assert {offer.product_id for offer in Offer.objects.all()} == {one}
    assert sum(offer.reserved for offer in Offer.objects.all()) == 8
    assert stale_products() == []
