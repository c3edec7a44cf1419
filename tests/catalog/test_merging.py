"""Products that are one thing made one, and offers taken off into a product of their own."""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from core.events.models import Delivery
from modules.catalog import public as catalog
from modules.catalog.errors import MergedIntoItself, NothingLeft, ProductMerged, UnknownOffer
from modules.catalog.models.attributes import ProductAttribute
from modules.catalog.models.images import ProductImage
from modules.catalog.models.merged import MergedProduct
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Receipt, Review
from modules.catalog.selectors.products import stale_products
from modules.catalog.services import joining
from modules.catalog.services.pictures import add_image
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db
# What a refusal undoes, and what caches hear at the commit, needs transactions that end.
refusing = pytest.mark.django_db(transaction=True)


SECOND = good(
    "b1",
    name="Kettle B",
    price=Decimal("80.00"),
    gtin="4601234567893",
    model="F-1",
    description="Хороший",
    attributes=(("Цвет", "чёрный"), ("Объём", Decimal("1.7"))),
)


@pytest.fixture
def twins(seller: Any) -> tuple[Product, Product]:
    """A kettle that two suppliers call by different names."""
    first = [good("a1", name="Чайник А", brand="Ёж", attributes=(("Цвет", "белый"), ("Мощность", Decimal(2000))))]
    second = [SECOND]
    for rows in (first, second):
        catalog.apply_price_list(supplier_id=seller(), rows=rows, mode="full")
    one, other = Product.objects.order_by("id")
    return one, other


@refusing
def test_a_merged_product_gives_all_it_has(api: Any, twins: Any) -> None:
    one, other = twins
    for product in (one, other):
        add_image(product_id=product.pk, content=b"x", ending="png")
    before = {offer.pk: offer.external_id for offer in Offer.objects.all()}
    assert api.get("products/").json()["items"][0]["id"] == other.pk
    joining.merge_products(product_id=one.pk, others=[other.pk], by=7)

    shown = api.get(f"products/{one.pk}/").json()
    assert {offer["id"]: offer["external_id"] for offer in shown["offers"]} == before
    assert (shown["price"], shown["name"], shown["description"]) == ("80.00", "Чайник А", "Хороший")
    assert (shown["brand"], shown["model"], shown["gtin"]) == ("Ёж", "F-1", "4601234567893")
    values = {value["name"]: value["value"] for value in shown["attributes"]}
    assert values == {"Цвет": "белый", "Мощность": 2000, "Объём": 1.7}
    assert len(shown["images"]) == 2
    assert list(ProductImage.objects.order_by("position").values_list("position", flat=True)) == [0, 1]
    assert [product["id"] for product in api.get("products/").json()["items"]] == [one.pk]
    assert [p["id"] for p in api.get("products/", data={"search": "хороший"}).json()["items"]] == [one.pk]
    assert stale_products() == []
    assert MergedProduct.objects.get().by_id == 7


@refusing
def test_the_old_id_says_what_it_is_now(api: Any, clerk: Any, twins: Any) -> None:
    one, other = twins
    assert api.get(f"products/{other.pk}/").status_code == 200
    joining.merge_products(product_id=one.pk, others=[other.pk])
    for answer in (
        api.get(f"products/{other.pk}/"),
        clerk.api.patch(f"products/{other.pk}/", {"name": "Ж"}),
        clerk.api.delete(f"products/{other.pk}/"),
    ):
        assert answer.status_code == 404
        assert (answer.json()["code"], answer.json()["merged_into"]) == ("product_merged", one.pk)
    assert api.get("products/987654/").json()["code"] == "not_found"


@refusing
def test_what_is_bought_by_the_old_id_is_what_it_is_now(buyer: Any, twins: Any) -> None:
    one, other = twins
    best = catalog.views(product_ids=[other.pk])
    joining.merge_products(product_id=one.pk, others=[other.pk])
    found = catalog.views(product_ids=[other.pk])
    assert [(view.offer_id, view.product_id) for view in found] == [(best[0].offer_id, one.pk)]
    assert catalog.views(product_ids=[one.pk, other.pk]) == found
    line = catalog.reserve([catalog.Ask(1, product_id=other.pk)]).lines[0]
    assert (line.offer_id, line.product_id) == (best[0].offer_id, one.pk)
    if apps.is_installed("modules.cart"):
        added = buyer.api.post("cart/items/", {"product_id": other.pk, "quantity": 1})
        assert (added.status_code, added.json()["items"][0]["product_id"]) == (201, one.pk)
    for path in ("reviews/", "reviews/mine/"):
        refused = buyer.api.get(f"products/{other.pk}/{path}")
        assert (refused.status_code, refused.json()["merged_into"]) == (404, one.pk), path
    assert buyer.api.get(f"products/{one.pk}/reviews/mine/").json()["code"] == "not_found"


def test_chains_lead_to_the_last(seller: Any, twins: Any) -> None:
    one, other = twins
    catalog.apply_price_list(supplier_id=seller(), rows=[good("c", name="Третий")], mode="full")
    third = Product.objects.get(name="Третий")
    joining.merge_products(product_id=one.pk, others=[other.pk])
    joining.merge_products(product_id=third.pk, others=[one.pk])
    assert catalog.successors([one.pk, other.pk, third.pk]) == {one.pk: third.pk, other.pk: third.pk}


def test_a_later_list_finds_the_merged_by_its_codes(seller: Any, twins: Any) -> None:
    one, other = twins
    Product.objects.filter(pk=one.pk).update(gtin="4600000000008")
    joining.merge_products(product_id=one.pk, others=[other.pk])
    catalog.apply_price_list(supplier_id=seller(), rows=[good("n", gtin="4601234567893")], mode="full")
    assert set(Offer.objects.values_list("product_id", flat=True)) == {one.pk}


def test_the_lists_of_both_suppliers_go_on(twins: Any) -> None:
    one, other = twins
    supplier = Offer.objects.get(product=other).supplier_id
    joining.merge_products(product_id=one.pk, others=[other.pk])
    catalog.apply_price_list(
        supplier_id=supplier, rows=[good("b1", name="Kettle B", price=Decimal("70.00"))], mode="full"
    )
    product = Product.objects.get()
    assert (product.name, product.price) == ("Чайник А", Decimal("70.00"))


def test_one_person_keeps_one_review(twins: Any, buyer: Any, person: Any) -> None:
    one, other = twins
    second = person()
    for product in twins:
        Receipt.objects.create(user=buyer, product=product)
        Review.objects.create(author=buyer, product=product, rating=5, text=product.name, status="published")
    Receipt.objects.create(user=second, product=other)
    Review.objects.create(author=second, product=other, rating=2, status="published")
    Review.objects.create(author=None, product=other, rating=3, status="published")
    joining.merge_products(product_id=one.pk, others=[other.pk])
    assert sorted(Review.objects.values_list("product_id", "rating")) == [(one.pk, 2), (one.pk, 3), (one.pk, 5)]
    assert sorted(Receipt.objects.values_list("product_id", "user_id")) == [(one.pk, buyer.pk), (one.pk, second.pk)]
    product = Product.objects.get()
    assert (product.reviews_count, float(product.rating)) == (3, 3.33)


@refusing
def test_what_cannot_be_merged(twins: Any) -> None:
    one, other = twins
    with pytest.raises(MergedIntoItself):
        joining.merge_products(product_id=one.pk, others=[other.pk, one.pk])
    joining.merge_products(product_id=one.pk, others=[other.pk])
    for arguments in ({"product_id": one.pk, "others": [other.pk]}, {"product_id": other.pk, "others": [one.pk]}):
        with pytest.raises(ProductMerged):
            joining.merge_products(**arguments)
    assert Product.objects.count() == 1


def test_every_table_that_points_at_products_is_thought_of() -> None:
    """A new one must say in `services.joining` what merging does with it; until then this fails."""
    pointing = {relation.related_model for relation in Product._meta.related_objects}
    assert pointing == {Offer, ProductAttribute, ProductImage, Receipt, Review, MergedProduct}


@refusing
def test_offers_are_split_off(api: Any, seller: Any, twins: Any) -> None:
    one, other = twins
    joining.merge_products(product_id=one.pk, others=[other.pk])
    offer = Offer.objects.get(external_id="b1")
    assert api.get(f"products/{one.pk}/").json()["price"] == "80.00"
    made = joining.split_product(product_id=one.pk, offer_ids=[offer.pk], name="Другой")
    assert api.get(f"products/{one.pk}/").json()["price"] == "100.00"
    shown = api.get(f"products/{made}/").json()
    assert (shown["name"], shown["price"], shown["gtin"], shown["model"]) == ("Другой", "80.00", "", "")
    assert len(shown["attributes"]) == 3
    assert [o["id"] for o in shown["offers"]] == [offer.pk]
    assert stale_products() == []
    catalog.apply_price_list(supplier_id=offer.supplier_id, rows=[SECOND], mode="full")
    assert (Product.objects.get(pk=made).name, Product.objects.get(pk=made).model) == ("Kettle B", "F-1")


@refusing
def test_what_cannot_be_split(twins: Any) -> None:
    one, _other = twins
    mine, theirs = (Offer.objects.get(product=product).pk for product in twins)
    with pytest.raises(UnknownOffer):
        joining.split_product(product_id=one.pk, offer_ids=[mine, theirs])
    with pytest.raises(NothingLeft):
        joining.split_product(product_id=one.pk, offer_ids=[mine])
    assert Product.objects.count() == 2


@refusing
def test_staff_merge_and_split_over_the_api(api: Any, buyer: Any, clerk: Any, twins: Any) -> None:
    one, other = twins
    path, body = f"admin/products/{one.pk}/merge/", {"product_ids": [other.pk]}
    assert (api.post(path, body).status_code, buyer.api.post(path, body).status_code) == (401, 403)
    answer = clerk.api.post(path, body)
    assert (answer.status_code, len(answer.json()["offers"])) == (200, 2)
    assert clerk.api.post(path, body).json()["merged_into"] == one.pk
    assert clerk.api.post(path, {"product_ids": []}).status_code == 422
    assert clerk.api.post(path, {"product_ids": [one.pk]}).json()["code"] == "merged_into_itself"

    path = f"admin/products/{one.pk}/split/"
    offer = Offer.objects.get(external_id="a1").pk
    split = clerk.api.post(path, {"offer_ids": [offer], "name": "Другой"}, headers={"Idempotency-Key": "k"})
    assert (split.status_code, split["Location"]) == (201, f"/api/v1/products/{split.json()['id']}/")
    assert api.get(split["Location"]).json()["name"] == "Другой"
    again = clerk.api.post(path, {"offer_ids": [offer], "name": "Другой"}, headers={"Idempotency-Key": "k"})
    assert again.json()["id"] == split.json()["id"]
    assert clerk.api.post(path, {"offer_ids": [offer]}).json()["code"] == "unknown_offer"


def test_it_is_announced(monkeypatch: pytest.MonkeyPatch, twins: Any) -> None:
    from core.events import registry
    from modules.catalog.events import ProductsMerged, ProductSplit

    for event in (ProductsMerged, ProductSplit):
        listener = registry.Listener(f"test.{event.__name__}", event, lambda event: None, False)
        monkeypatch.setitem(registry._by_event, event, [listener])
    one, other = twins
    joining.merge_products(product_id=one.pk, others=[other.pk])
    made = joining.split_product(product_id=one.pk, offer_ids=[Offer.objects.get(external_id="a1").pk])
    told = dict(Delivery.objects.filter(listener__startswith="test.").values_list("event", "payload"))
    assert told["catalog.ProductsMerged"] == {"product_id": one.pk, "merged_ids": [other.pk]}
    assert told["catalog.ProductSplit"]["new_product_id"] == made
