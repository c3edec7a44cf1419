"""The product's pages in the admin: what is in place, merging and splitting with what they say before, the list."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.backoffice import paging
from modules.catalog import public as catalog
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.services.joining import merge_products
from modules.catalog.services.pictures import add_image
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/catalog/product/"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def boss(person: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def shelf(seller: Any) -> dict[str, Any]:
    """A kettle that two suppliers sell as two products, and a phone of the first."""
    one, two = seller("Вектор"), seller("Гамма")
    catalog.apply_price_list(
        supplier_id=one,
        rows=[
            good("a", name=f"Чайник {HOSTILE}", attributes=(("Цвет", "белый"),)),
            good("p", name="Телефон", price=Decimal(500), category="Телефоны", category_key="2", quantity=0),
        ],
        mode="full",
    )
    catalog.apply_price_list(
        supplier_id=two,
        rows=[
            good(
                "b", name="Kettle", price=Decimal(80), brand="Ёж", attributes=(("Цвет", "чёрный"), ("Вес", Decimal(1)))
            )
        ],
        mode="full",
    )
    ids = {offer.external_id: offer.product_id for offer in Offer.objects.all()}
    return ids | {"one": one, "two": two}


def names(answer: Any) -> list[str]:
    return [product.name.partition(" <")[0] for product in answer.context["cl"].result_list]


def test_the_best_offer_is_marked(boss: Client, shelf: Any) -> None:
    boss.post(f"{LIST}{shelf['a']}/merge/", {"with": [shelf["b"]]})
    catalog.set_accepting(supplier_id=shelf["one"], accepting=False)
    page = boss.get(f"{LIST}{shelf['a']}/change/").content.decode()
    assert page.index("supplier closed") > page.index("Гамма") > page.index(">\n\nbest\n")
    assert f"/api/v1/products/{shelf['a']}/" in page
    assert HOSTILE not in page


def test_a_page_asks_no_more_for_many_offers(boss: Client, shelf: Any, seller: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert boss.get(f"{LIST}{shelf['a']}/change/").status_code == 200
        return len(queries)

    asked()
    few = asked()
    for n in range(12):
        Offer.objects.create(supplier_id=seller(), product_id=shelf["a"], external_id=f"x{n}", price=Decimal(n + 1))
    assert asked() == few <= 16


def test_a_price_below_a_kopeck_is_refused_at_its_field(boss: Client, shelf: Any) -> None:
    path = f"/admin/catalog/offer/{Offer.objects.get(external_id='a').pk}/change/"
    assert 'min="0.01"' in boss.get(path).content.decode()
    sent = {"model": "", "price": "-5", "price_rrp": "0", "quantity": "1"}
    said = boss.post(path, sent).context["adminform"].form.errors
    assert said == {name: ["A price is at least 0.01."] for name in ("price", "price_rrp")}
    assert boss.post(path, sent | {"price": "0.01", "price_rrp": ""}).status_code == 302


def test_merging_says_first_what_it_will_do(boss: Client, shelf: Any) -> None:
    path = f"{LIST}{shelf['a']}/merge/"
    assert 'id="merge"' not in boss.get(path).content.decode()
    page = boss.get(path, {"with": [shelf["b"], "x", shelf["a"]]}).content.decode()
    for said in (
        "“Kettle”",
        "Offers that move, each under its own number: 1",
        "белый stays, чёрный goes",
        "gains: Вес",
        "brand",
    ):
        assert said in page, said
    assert HOSTILE not in page
    assert f"/{shelf['b']}/merge/?with={shelf['a']}" in page  # the other way round
    assert Product.objects.count() == 3
    answer = boss.post(path, {"with": [shelf["b"]]}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}{shelf['a']}/change/", 302)]
    assert Product.objects.count() == 2
    moved = boss.get(f"{LIST}{shelf['b']}/change/", follow=True)
    assert moved.redirect_chain == [(f"{LIST}{shelf['a']}/change/", 302)]
    assert "was merged into this one" in moved.content.decode()
    assert "is another one now" in boss.post(path, {"with": [shelf["b"]]}, follow=True).content.decode()


def test_products_of_one_name_are_told_apart_where_they_are_chosen(boss: Client, shelf: Any) -> None:
    asked = {"app_label": "catalog", "model_name": "offer", "field_name": "product", "term": "kettle"}
    found = boss.get("/admin/autocomplete/", asked).json()["results"]
    label = f"Kettle · #{shelf['b']} · 80.00\xa0RUB · Ёж"
    assert found == [{"id": str(shelf["b"]), "text": label}]
    assert label in boss.get(f"{LIST}{shelf['a']}/merge/", {"with": [shelf["b"]]}).content.decode()


@pytest.mark.parametrize(("page", "said"), [("merge", "Choose first"), ("split", "Tick first")])
def test_nothing_chosen_is_answered(boss: Client, shelf: Any, page: str, said: str) -> None:
    path = f"{LIST}{shelf['a']}/{page}/"
    assert said not in boss.get(path).content.decode()
    assert said in boss.get(path, {"asked": "1"}).content.decode()
    assert said in boss.post(path).content.decode()
    assert Product.objects.count() == 3


@pytest.mark.parametrize("page", ["merge", "split"])
def test_the_pages_of_a_merged_product_lead_to_what_it_became(boss: Client, shelf: Any, page: str) -> None:
    merge_products(product_id=shelf["a"], others=[shelf["b"]], by=1)
    led = boss.get(f"{LIST}{shelf['b']}/{page}/", follow=True)
    assert led.redirect_chain == [(f"{LIST}{shelf['a']}/change/", 302)]
    assert "was merged into this one" in led.content.decode()
    assert boss.get(f"{LIST}987654/{page}/").status_code == 404


def test_merging_from_the_list(boss: Client, shelf: Any) -> None:
    def chosen(*ids: int) -> Any:
        return boss.post(LIST, {"action": "merge", "_selected_action": ids}, follow=True)

    answer = chosen(shelf["b"], shelf["a"])
    first, second = sorted((shelf["a"], shelf["b"]))
    assert answer.redirect_chain == [(f"{LIST}{first}/merge/?with={second}", 302)]
    assert "Choose two" in chosen(shelf["a"]).content.decode()


def test_splitting_says_first_what_it_will_do(boss: Client, shelf: Any) -> None:
    boss.post(f"{LIST}{shelf['a']}/merge/", {"with": [shelf["b"]]})
    path, offer = f"{LIST}{shelf['a']}/split/", Offer.objects.get(external_id="b").pk
    assert 'id="split"' not in boss.get(path).content.decode()
    page = boss.get(path, {"offer": [offer], "name": "Kettle"}).content.decode()
    assert "A new product “Kettle” is made" in page
    everything = boss.get(path, {"offer": list(Offer.objects.filter(product=shelf["a"]).values_list("pk", flat=True))})
    assert "nothing to tell apart" in everything.content.decode()
    boss.post(path, {"offer": [offer], "name": "Kettle"})
    made = Offer.objects.get(pk=offer).product
    assert made.name == "Kettle"
    refused = boss.post(path, {"offer": [offer]}, follow=True)
    assert "There is no such product or offer" in refused.content.decode()


def test_whoever_may_only_look_joins_nothing(person: Any, shelf: Any) -> None:
    reader, client = person(is_staff=True), Client()
    reader.user_permissions.set(Permission.objects.filter(codename="view_product"))
    client.force_login(reader)
    assert "/merge/" not in client.get(f"{LIST}{shelf['a']}/change/").content.decode()
    for page in ("merge", "split"):
        assert client.get(f"{LIST}{shelf['a']}/{page}/").status_code == 403
        assert client.post(f"{LIST}{shelf['a']}/{page}/", {"with": shelf["b"]}).status_code == 403
    assert Product.objects.count() == 3


def test_the_list_is_filtered(boss: Client, shelf: Any) -> None:
    add_image(product_id=shelf["b"], content=b"<svg/>", ending="svg")
    Offer.objects.filter(external_id="p").update(retired_at="2026-01-01T00:00Z")
    kitchen = Category.objects.get(name="Кухня")
    above = Category.objects.create(name="Дом", slug="dom")
    Category.objects.filter(pk=kitchen.pk).update(parent=above)
    for query, found in (
        ({"category": above.pk}, ["Kettle", "Чайник"]),
        ({"supplier": shelf["one"]}, ["Чайник"]),
        ({"price_from": "80", "price_to": "100.00"}, ["Kettle", "Чайник"]),
        ({"price_from": "nonsense", "price_to": "NaN"}, ["Kettle", "Телефон", "Чайник"]),
        ({"picture": "yes"}, ["Kettle"]),
        ({"picture": "no"}, ["Телефон", "Чайник"]),
        ({"offer": "no"}, ["Телефон"]),
        ({"in_stock__exact": "0"}, ["Телефон"]),
        ({"category": "x", "supplier": "9" * 30}, ["Kettle", "Телефон", "Чайник"]),
        ({"q": "kettle"}, ["Kettle"]),
        ({"q": "чайн"}, ["Чайник"]),
        ({"q": str(shelf["p"])}, ["Телефон"]),
        ({"q": "' OR 1=1 --"}, []),
    ):
        assert sorted(names(boss.get(LIST, query))) == sorted(found), query


def test_filters_are_headed_by_what_they_ask_for(boss: Client, shelf: Any) -> None:
    page = " ".join(boss.get(LIST).content.decode().split())
    for title in ("category", "supplier", "price", "shown in lists", "in stock", "pictures", "living offers"):
        assert f"> {title} <" in page, title
        assert f"By {title}" not in page


def test_a_list_counts_no_further_than_it_is_paged(boss: Client, shelf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST", 2)
    with CaptureQueriesContext(connection) as queries:
        page = boss.get(LIST).content.decode()
    assert "The first 2; there are more" in page
    assert "action-counter" in page  # which the theme's script counts in
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"].upper()]
    assert counts
    assert all("LIMIT 3" in sql for sql in counts)
    assert len(queries) <= 8


def test_an_offer_is_found_by_its_suppliers_id_and_its_product(boss: Client, shelf: Any) -> None:
    def found(term: str) -> set[str]:
        cl = boss.get("/admin/catalog/offer/", {"q": term}).context["cl"]
        return {offer.external_id for offer in cl.result_list}

    assert (found("b"), found("телефон"), found("никто")) == ({"b"}, {"p"}, set())
