"""A product's price and stock are those of the house's living offer, whatever the house retired before."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from modules.catalog.models.offers import Offer
from modules.catalog.services.batches import change_products
from modules.catalog.services.categories import add_category
from modules.catalog.services.offers import add_offer, change_offer
from modules.catalog.services.products import add_product, change_product
from modules.catalog.services.suppliers import own_supplier

pytestmark = pytest.mark.django_db

type Pricing = Callable[[int, Decimal], None]


def one_by_one(product_id: int, price: Decimal) -> None:
    change_product(product_id=product_id, price=price)


def from_a_file(product_id: int, price: Decimal) -> None:
    change_products(changes={product_id: {"price": price}})


@pytest.mark.parametrize("set_price", [one_by_one, from_a_file])
def test_the_living_offer_is_priced_and_a_retired_one_rests(set_price: Pricing) -> None:
    category = add_category(name="Чай").pk
    product = add_product(name="Улун", category=category, price=Decimal(10), stock=1)
    retired = Offer.objects.get(product_id=product).pk
    change_offer(offer_id=retired, retired=True)
    living = add_offer(supplier_id=own_supplier().pk, product_id=product, external_id="second", price=Decimal(20))
    set_price(product, Decimal(30))
    priced = {offer.pk: (offer.price, offer.retired_at is None) for offer in Offer.objects.filter(product_id=product)}
    assert priced == {retired: (10, False), living: (30, True)}


@pytest.mark.parametrize("set_price", [one_by_one, from_a_file])
def test_a_price_brings_the_last_offer_back(set_price: Pricing) -> None:
    product = add_product(name="Улун", category=add_category(name="Чай").pk, price=Decimal(10), stock=1)
    change_offer(offer_id=Offer.objects.get(product_id=product).pk, retired=True)
    set_price(product, Decimal(30))
    offer = Offer.objects.get(product_id=product)
    assert (offer.price, offer.retired_at) == (30, None)
