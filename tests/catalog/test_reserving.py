"""Pieces put aside, given back, shipped: one rule on both databases."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from modules.catalog import errors
from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.public import Ask
from modules.catalog.services.categories import add_category, hide_category
from modules.catalog.services.offers import add_offer, change_offer
from modules.catalog.services.products import add_product, change_product, hide_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def phones(db: None) -> int:
    return add_category(name="Телефоны").pk


@pytest.fixture
def product(phones: int) -> int:
    return add_product(name="Телефон", category=phones)


@pytest.fixture
def offer(product: int, seller: Any) -> int:
    terms = {"delivery": Decimal("300.00"), "free_from": Decimal("5000.00"), "minimum": Decimal("1000.00")}
    shop = seller("Заря", **terms)
    return add_offer(supplier_id=shop, product_id=product, external_id="1", price=Decimal("99.90"), quantity=10)


def stand(offer_id: int) -> tuple[int, int]:
    return Offer.objects.values_list("quantity", "reserved").get(pk=offer_id)


def refusal(error: type[Exception], *asks: Ask) -> Any:
    with pytest.raises(error) as raised, transaction.atomic():
        catalog.reserve(list(asks))
    return raised.value


def test_a_reservation_says_all_that_an_order_needs(product: int, offer: int) -> None:
    other = add_product(name="Чехол", category="telefony", price=Decimal(5), stock=3)
    Product.objects.filter(pk=product).update(model="Tab 9", gtin="4600000000017")
    found = catalog.reserve([Ask(2, product_id=other), Ask(4, offer_id=offer)])
    own, given = Offer.objects.get(product_id=other), Offer.objects.get(pk=offer)
    dear, cheap = Decimal("99.90"), Decimal("5.00")
    line = catalog.ReservedLine
    assert found.lines == (
        line(own.pk, other, own.supplier_id, "Чехол", cheap, "RUB", 2, None, own.external_id, "", ""),
        line(offer, product, given.supplier_id, "Телефон", dear, "RUB", 4, None, "1", "Tab 9", "4600000000017"),
    )
    assert [terms.id for terms in found.suppliers] == sorted(line.supplier_id for line in found.lines)
    theirs = next(terms for terms in found.suppliers if terms.slug == "zarya")
    assert theirs == catalog.SupplierTerms(
        theirs.id, "Заря", "zarya", Decimal("300.00"), Decimal("5000.00"), Decimal("1000.00"), "RUB", True, True
    )
    assert str(found.lines[1].price) == "99.90"
    assert (stand(offer), stand(own.pk)) == ((10, 4), (3, 2))


def test_a_product_means_its_best_offer(product: int, offer: int, seller: Any) -> None:
    cheap = add_offer(supplier_id=seller(), product_id=product, external_id="x", price=Decimal(1), quantity=1)
    assert catalog.reserve([Ask(1, product_id=product)]).lines[0].offer_id == cheap
    assert catalog.reserve([Ask(1, product_id=product)]).lines[0].offer_id == offer


def test_shortages_name_every_short_line_and_take_nothing(product: int, offer: int) -> None:
    other = add_product(name="Чехол", category="telefony", price=Decimal(5), stock=3)
    fine = add_product(name="Плёнка", category="telefony", price=Decimal(5), stock=3)
    own = Offer.objects.get(product_id=other).pk
    short = refusal(
        errors.InsufficientStock, Ask(11, offer_id=offer), Ask(3, product_id=fine), Ask(4, product_id=other)
    )
    assert short.facts["details"] == [
        {"product_id": product, "offer_id": offer, "available": 10, "requested": 11},
        {"product_id": other, "offer_id": own, "available": 3, "requested": 4},
    ]
    assert short.facts["stock"] == "Телефон: 10 left, 11 wanted. Чехол: 3 left, 4 wanted."
    assert set(Offer.objects.values_list("reserved", flat=True)) == {0}


def test_a_refusal_has_written_nothing_that_must_be_undone(offer: int) -> None:
    other = add_product(name="Чехол", category="telefony", price=Decimal(5), stock=3)
    with transaction.atomic():
        with pytest.raises(errors.InsufficientStock):
            catalog.reserve([Ask(1, offer_id=offer), Ask(4, product_id=other)])
        transaction.set_rollback(False)
        assert set(Offer.objects.values_list("reserved", flat=True)) == {0}


def test_the_biggest_quantity_is_a_shortage_too(offer: int) -> None:
    assert refusal(errors.InsufficientStock, Ask(2**31 - 1, offer_id=offer)).facts["details"][0]["available"] == 10


def test_what_does_not_exist_is_refused(product: int, offer: int) -> None:
    bare = add_product(name="Без цены", category="telefony")
    unknown = Ask(1, offer_id=999), Ask(1, product_id=998), Ask(1, product_id=bare)
    assert refusal(errors.UnknownOffer, Ask(1, offer_id=offer), *unknown).facts["ids"] == f"999, 998, {bare}"
    assert stand(offer) == (10, 0)


@pytest.mark.parametrize("second", ["offer", "product", "product as an offer"])
def test_nothing_is_named_twice(product: int, offer: int, second: str) -> None:
    by_offer, by_product = Ask(1, offer_id=offer), Ask(1, product_id=product)
    asks = {"offer": [by_offer] * 2, "product": [by_product] * 2, "product as an offer": [by_product, by_offer]}
    refusal(errors.DuplicateProduct, *asks[second])
    assert stand(offer) == (10, 0)


@pytest.mark.parametrize("how", ["retired", "product", "category"])
def test_what_is_no_longer_on_sale_is_refused(product: int, phones: int, offer: int, how: str) -> None:
    {
        "retired": lambda: change_offer(offer_id=offer, retired=True),
        "product": lambda: hide_product(product_id=product),
        "category": lambda: hide_category(category_id=phones),
    }[how]()
    assert catalog.views(offer_ids=[offer])[0].standing == "unavailable"
    for ask in (Ask(1, offer_id=offer), Ask(1, product_id=product)):
        assert "Телефон" in refusal(errors.OfferUnavailable, ask).detail
    assert stand(offer) == (10, 0)


def test_a_closed_supplier_is_refused_at_once(product: int, offer: int) -> None:
    shop = Offer.objects.get(pk=offer).supplier_id
    catalog.set_accepting(supplier_id=shop, accepting=False)
    assert catalog.views(offer_ids=[offer])[0].standing == "supplier_closed"
    assert "Заря" in refusal(errors.SupplierClosed, Ask(1, offer_id=offer)).detail
    catalog.set_accepting(supplier_id=shop, accepting=True)
    assert catalog.reserve([Ask(1, offer_id=offer)]).lines


def test_an_unapproved_supplier_sells_nothing(product: int) -> None:
    waiting = catalog.add_supplier(name="Ждёт")
    offer = add_offer(supplier_id=waiting, product_id=product, external_id="1", price=Decimal(1), quantity=1)
    refusal(errors.OfferUnavailable, Ask(1, offer_id=offer))
    assert not Product.objects.get(pk=product).is_listed


def test_pieces_come_back_and_leave(offer: int) -> None:
    catalog.reserve([Ask(6, offer_id=offer)])
    catalog.release([(offer, 2)])
    assert stand(offer) == (10, 4)
    catalog.ship([(offer, 3)])
    assert stand(offer) == (7, 1)
    catalog.release([(offer, 1)])
    assert stand(offer) == (7, 0)


def test_lines_of_one_offer_are_added_up(offer: int) -> None:
    catalog.reserve([Ask(6, offer_id=offer)])
    catalog.release([(offer, 2), (offer, 1)])
    catalog.ship([(offer, 1), (offer, 2)])
    assert stand(offer) == (7, 0)


def test_shipping_more_than_the_supplier_still_states_leaves_none(offer: int) -> None:
    catalog.reserve([Ask(6, offer_id=offer)])
    change_offer(offer_id=offer, quantity=2)
    catalog.ship([(offer, 6)])
    assert stand(offer) == (0, 0)


def test_giving_back_what_was_not_taken_is_a_mistake_that_shows(offer: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        catalog.release([(offer, 1)])
    assert stand(offer) == (10, 0)


def test_nothing_asked_is_nothing_done() -> None:
    assert catalog.reserve([]) == catalog.Reservation((), ())
    catalog.release([])
    catalog.ship([])


def in_catalog(seen: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in seen.captured_queries if "catalog_" in query["sql"]]


def test_an_ordinary_order_is_one_statement(offer: int) -> None:
    cost = 1 if connection.vendor == "postgresql" else 2
    others = [add_product(name=str(n), category="telefony", price=Decimal(5), stock=9) for n in range(5)]
    for asks in ([Ask(1, offer_id=offer)], [Ask(1, offer_id=offer), *(Ask(2, product_id=id) for id in others)]):
        with CaptureQueriesContext(connection) as seen:
            catalog.reserve(asks)
        assert len(in_catalog(seen)) == cost, in_catalog(seen)
    for change in (catalog.release, catalog.ship):
        with CaptureQueriesContext(connection) as seen:
            change([(offer, 1)])
        assert len(in_catalog(seen)) == 1, in_catalog(seen)


def test_views_and_terms_are_one_query_each(product: int, offer: int, django_assert_num_queries: Any) -> None:
    shop = Offer.objects.get(pk=offer).supplier_id
    dear = Decimal("99.90")
    Product.objects.filter(pk=product).update(model="Tab 9", gtin="4600000000017")
    Offer.objects.filter(pk=offer).update(model="Модель")
    expected = catalog.OfferView(
        offer, product, shop, "Телефон", dear, "RUB", 10, "ok", None, "1", "Модель", "4600000000017"
    )
    with django_assert_num_queries(1):
        assert catalog.views(offer_ids=[offer, 999], product_ids=[product, 998]) == [expected]
    with django_assert_num_queries(1):
        assert catalog.terms([shop, 999])[shop].delivery == Decimal("300.00")
    assert catalog.views() == []


def test_suppliers_are_told_by_their_standing(seller: Any) -> None:
    approved, waiting = seller(), catalog.add_supplier(name="Ждёт")
    assert [one.id for one in catalog.suppliers(status="approved")] == [approved]
    assert [one.id for one in catalog.suppliers(status="pending")] == [waiting]
    assert [one.id for one in catalog.suppliers()] == [approved, waiting]
    assert catalog.suppliers(status="pending")[0].approved is False
    with pytest.raises(errors.NoSuchSupplier), transaction.atomic():
        catalog.approve_supplier(supplier_id=999)


def test_a_line_says_the_products_own_rate_of_vat_or_the_shops(product: int, offer: int, settings: Any) -> None:
    other = add_product(name="Книга", category="telefony", price=Decimal(5), stock=3, vat_rate=Decimal("5.5"))

    def rates() -> list[Decimal | None]:
        lines = catalog.reserve([Ask(1, offer_id=offer), Ask(1, product_id=other)]).lines
        seen = {view.offer_id: view.vat_rate for view in catalog.views(offer_ids=[line.offer_id for line in lines])}
        assert seen == {line.offer_id: line.vat_rate for line in lines}
        return [line.vat_rate for line in lines]

    assert rates() == [None, Decimal("5.50")]
    settings.VAT_RATE = Decimal("20.00")
    assert rates() == [Decimal("20.00"), Decimal("5.50")]
    change_product(product_id=other, vat_rate=Decimal(0))
    assert rates() == [Decimal("20.00"), Decimal("0.00")]
