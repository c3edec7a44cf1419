"""One test writes by every door there is, and after each asks whether cards, columns and cached answers are true.

What is true is reckoned here from the rows themselves, row by row, and not by the SQL that keeps it.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db.models import Q
from django.test import Client, TestCase

from modules.catalog import public as catalog
from modules.catalog.models.attributes import Attribute
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier
from modules.catalog.models.words import ProductWords
from modules.catalog.rules.texts import make_key, name_key
from modules.catalog.rules.words import product_words
from modules.catalog.selectors.products import stale_products
from modules.catalog.services.mending import check
from modules.catalog.services.pictures import add_image
from modules.catalog.services.products import add_product
from tests.catalog.desk import Desk
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db

type Door = Callable[["Shop"], Any]


class Shop:
    """A shop with something of everything, and everybody who may write to it."""

    def __init__(self, clerk: Any, boss: Client) -> None:
        self.clerk, self.boss = clerk.api, boss
        self.top = self.clerk.post("categories/", {"name": "Техника"}).json()["id"]
        self.category = self.clerk.post("categories/", {"name": "Кухня", "parent": self.top}).json()["id"]
        body = {"name": "Чайник", "category": self.category, "price": "500.00", "stock": 4, "gtin": "4601234567893"}
        self.product = self.clerk.post("products/", body | {"attributes": {"Цвет": "белый"}}).json()["id"]
        self.other = self.clerk.post("products/", body | {"name": "Тостер", "gtin": ""}).json()["id"]
        self.bare = add_product(name="Без цены", category=self.category)
        self.supplier = catalog.add_supplier(name="Заря")
        catalog.approve_supplier(supplier_id=self.supplier)
        self.apply(good("1", gtin="4601234567893", price=Decimal(300), quantity=2), good("2", name="Утюг"))
        self.offer = Offer.objects.get(supplier_id=self.supplier, external_id="1").pk
        self.own = Offer.objects.get(supplier__is_own=True, product_id=self.product).pk
        self.attribute = Attribute.objects.get().pk

    def apply(self, *rows: Any) -> None:
        catalog.apply_price_list(supplier_id=self.supplier, rows=rows, mode="full")

    def form(self, path: str, **changed: Any) -> None:
        """Send an admin's form as it stands, with some fields changed."""
        page = self.boss.get(f"/admin/catalog/{path}")
        assert page.status_code == 200, path
        data = dict(_fields(page.context)) | changed
        answer = self.boss.post(
            f"/admin/catalog/{path}", {name: value for name, value in data.items() if value is not None}
        )
        assert answer.status_code == 302, [form.errors for form in _forms(answer.context)]

    def offer_line(self, offer_id: int) -> str:
        """Return how the product's form names an offer's fields: `offers-<line>`."""
        page = self.boss.get(f"/admin/catalog/product/{self.product}/change/")
        known = (form for form in _forms(page.context) if isinstance(getattr(form, "instance", None), Offer))
        return next(form.prefix for form in known if form.instance.pk == offer_id)

    def file(self, kind: str, columns: str, *rows: str) -> None:
        """Bring a file in through the admin and confirm what it would do."""
        Desk(self.boss).imports(kind, "\n".join((columns, *rows)))


def _forms(context: Any) -> Iterator[Any]:
    yield context["adminform"].form
    for inline in context.get("inline_admin_formsets", []):
        yield inline.formset.management_form
        yield from inline.formset.forms


def _fields(context: Any) -> Iterator[tuple[str, Any]]:
    for form in _forms(context):
        for name in form.fields:
            value = form[name].value()
            if value is False or (value is None and not isinstance(value, str)):
                continue
            yield form[name].html_name, "on" if value is True else value


@pytest.fixture
def shop(clerk: Any, person: Any, settings: Any, tmp_path: Path) -> Shop:
    settings.DATA_DIR = tmp_path
    boss = Client()
    boss.force_login(person(is_staff=True, is_superuser=True))
    return Shop(clerk, boss)


DOORS: dict[str, Door] = {
    "api: rename a product": lambda s: s.clerk.patch(f"products/{s.product}/", {"name": "Самовар"}),
    "api: describe a product": lambda s: s.clerk.patch(f"products/{s.product}/", {"description": "Латунный"}),
    "api: price a product": lambda s: s.clerk.patch(f"products/{s.product}/", {"price": "100.00"}),
    "api: empty a shelf": lambda s: s.clerk.patch(f"products/{s.other}/", {"stock": 0}),
    "api: move a product": lambda s: s.clerk.patch(f"products/{s.product}/", {"category": s.top}),
    "api: tell attributes": lambda s: s.clerk.patch(f"products/{s.product}/", {"attributes": {"Цвет": "синий"}}),
    "api: hide a product": lambda s: s.clerk.delete(f"products/{s.product}/"),
    "api: make a product": lambda s: s.clerk.post("products/", {"name": "Новый", "category": s.category, "price": "1"}),
    "api: rename a category": lambda s: s.clerk.patch(f"categories/{s.category}/", {"name": "Дом", "slug": "dom"}),
    "api: hide a category": lambda s: s.clerk.delete(f"categories/{s.category}/"),
    "api: hide what is above": lambda s: s.clerk.delete(f"categories/{s.top}/"),
    "api: move a category": lambda s: s.clerk.patch(f"categories/{s.category}/", {"parent": None, "position": 5}),
    "api: make a category": lambda s: s.clerk.post("categories/", {"name": "Сад"}),
    "api: price an offer": lambda s: s.clerk.patch(f"admin/offers/{s.offer}/", {"price": "900.00"}),
    "api: recommend a price": lambda s: s.clerk.patch(f"admin/offers/{s.offer}/", {"price_rrp": "990.00"}),
    "api: count an offer": lambda s: s.clerk.patch(f"admin/offers/{s.offer}/", {"quantity": 0}),
    "api: retire an offer": lambda s: s.clerk.patch(f"admin/offers/{s.offer}/", {"retired": True}),
    "admin: rename a product": lambda s: s.form(f"product/{s.product}/change/", name="Самовар"),
    "admin: hide a product": lambda s: s.form(f"product/{s.product}/change/", is_active=None),
    "admin: move a product": lambda s: s.form(f"product/{s.product}/change/", category=s.top),
    "admin: price an offer": lambda s: s.form(f"product/{s.product}/change/", **{"offers-1-price": "50.00"}),
    "admin: count an offer": lambda s: s.form(f"product/{s.product}/change/", **{"offers-1-quantity": "0"}),
    "admin: retire an offer": lambda s: s.form(f"product/{s.product}/change/", **{"offers-1-retired": "on"}),
    "admin: add an offer": lambda s: s.form(
        f"product/{s.other}/change/",
        **{"offers-TOTAL_FORMS": 2, "offers-1-supplier": s.supplier, "offers-1-external_id": "n"},
        **{"offers-1-price": "7.00", "offers-1-quantity": "1", "offers-1-product": s.other},
    ),
    "admin: tell an attribute": lambda s: s.form(f"product/{s.product}/change/", **{"attributes-0-text": "алый"}),
    "admin: forget an attribute": lambda s: s.form(f"product/{s.product}/change/", **{"attributes-0-DELETE": "on"}),
    "admin: make a product": lambda s: s.form("product/add/", name="Новый", category=s.category),
    "admin: rename a category": lambda s: s.form(f"category/{s.category}/change/", name="Дом", slug="dom"),
    "admin: hide a category": lambda s: s.form(f"category/{s.top}/change/", is_active=None),
    "admin: make a category": lambda s: s.form("category/add/", name="Сад"),
    "admin: rename a supplier": lambda s: s.form(f"supplier/{s.supplier}/change/", name="Восход"),
    "admin: close a supplier": lambda s: s.form(f"supplier/{s.supplier}/change/", accepting_orders=None),
    "admin: make a supplier": lambda s: s.form("supplier/add/", name="Закат"),
    "admin: rename an attribute": lambda s: s.form(f"attribute/{s.attribute}/change/", name="Окраска"),
    "file: products": lambda s: s.file(
        "product",
        "id;name;category;price;stock;attributes",
        f'{s.product};Самовар;Техника;90,5;1;"{{""Цвет"": ""алый""}}"',
        ";Новый;Техника / Кухня;5;2;",
    ),
    "file: offers": lambda s: s.file(
        "offer",
        "supplier,external_id,product,price,quantity,retired",
        f"zarya,1,{s.product},290,0,no",
        "zarya,2,,300,2,yes",
        f"zarya,new,{s.bare},7,1,",
    ),
    "file: categories": lambda s: s.file(
        "category", "id,name,parent,slug,is_active", f"{s.category},Дом,,dom,yes", ",Сад,Техника,,no"
    ),
    "file: suppliers": lambda s: s.file(
        "supplier", "id,name,delivery,accepting_orders,approved", f"{s.supplier},Восход,5,no,yes", ",Закат,,,yes"
    ),
    "list: another price": lambda s: s.apply(good("1", gtin="4601234567893", price=Decimal(200), quantity=2)),
    "list: sold out": lambda s: s.apply(good("1", gtin="4601234567893", price=Decimal(300), quantity=0)),
    "list: another name": lambda s: s.apply(good("2", name="Утюг паровой", brand="Z", model="1")),
    "list: new goods": lambda s: s.apply(good("9", name="Весы", attributes=(("Вес", Decimal(2)),))),
    "list: nothing left": lambda s: s.apply(),
    "list: widens an attribute": lambda s: s.apply(good("9", attributes=(("Цвет", Decimal(7)),))),
    "orders: some pieces": lambda s: catalog.reserve([catalog.Ask(1, offer_id=s.offer)]),
    "orders: the last pieces": lambda s: catalog.reserve([catalog.Ask(2, offer_id=s.offer)]),
    "orders: of what is not the best offer": lambda s: catalog.reserve([catalog.Ask(4, offer_id=s.own)]),
    "supplier: closes": lambda s: catalog.set_accepting(supplier_id=s.supplier, accepting=False),
    "supplier: opens again": lambda s: (
        [catalog.set_accepting(supplier_id=s.supplier, accepting=accepting) for accepting in (False, True, False, True)]
        and catalog.set_terms(supplier_id=s.supplier, name="Опять")
    ),
    "api: move a category under a hidden one": lambda s: (
        s.clerk.post("categories/", {"name": "Склад", "is_active": False}),
        s.clerk.patch(f"categories/{s.category}/", {"parent": Category.objects.get(slug="sklad").pk}),
    ),
    "supplier: other terms": lambda s: catalog.set_terms(supplier_id=s.supplier, delivery=Decimal(5), name="Восход"),
    "picture": lambda s: add_image(product_id=s.product, content=b"png", ending="png"),
}


def truth(product: Product) -> dict[str, Any]:
    """What the kept columns and the card of a product must be."""
    offers = Offer.objects.filter(product=product).select_related("supplier")
    living = [o for o in offers if o.retired_at is None and o.supplier.approved_at]
    buyable = [o for o in living if o.supplier.accepting_orders and o.quantity > o.reserved]
    best = min(buyable or living, key=lambda o: (o.price, o.pk), default=None)
    above, is_visible = product.category, True
    while above is not None:
        is_visible &= above.is_active
        above = above.parent
    image = product.images.order_by("position", "id").first()
    category = product.category
    return {
        "price": best.price if best else product.price,
        "best_offer_id": best.pk if best else product.best_offer_id,
        "in_stock": bool(buyable),
        "is_listed": product.is_active and is_visible and best is not None,
        "name_key": name_key(product.name),
        "make_key": make_key(product.brand, product.model),
        "card": {
            "id": product.pk,
            "name": product.name,
            "slug": product.slug,
            "category": {"id": category.pk, "name": category.name, "slug": category.slug},
            "image": image.file.url if image else None,
            "image_srcset": [],
        },
    }


PATHS = (
    "products/",
    "products/?ordering=price",
    "products/?in_stock=true",
    "products/?search=чайник",
    "products/?search=латунный",
    "products/?supplier=zarya",
    "products/?category=kukhnya",
    "products/?attr.Цвет=белый",
    "products/?count=true",
    "categories/",
    "suppliers/",
)


def answers(api: Any) -> dict[str, Any]:
    """What anybody is told, from the cache where it is there."""
    details = [f"products/{id}/" for id in Product.objects.order_by("id").values_list("id", flat=True)]
    categories = [f"categories/{id}/" for id in Category.objects.order_by("id").values_list("id", flat=True)]
    told = {path: api.get(path) for path in (*PATHS, *details, *categories)}
    return {
        path: (answer.status_code, answer.json() if answer.status_code == 200 else None)
        for path, answer in told.items()
    }


def without_cache(api: Any) -> dict[str, Any]:
    from core.cache import bump

    ids = Product.objects.values_list("id", flat=True)
    with TestCase.captureOnCommitCallbacks(execute=True):
        bump("catalog.lists", *(f"catalog.product:{id}" for id in ids))
    return answers(api)


def assert_true(api: Any) -> dict[str, Any]:
    assert stale_products() == []
    found = check()
    assert found.products == found.categories == {}
    for product in Product.objects.select_related("category__parent"):
        kept = {name: getattr(product, name) for name in truth(product)} | {"card": orjson.loads(product.card)}
        assert kept == truth(product)
        texts = {name: getattr(product, name) for name in ("name", "brand", "model", "gtin", "description")}
        assert ProductWords.objects.get(product=product).words == product_words(**texts)
    told = answers(api)
    assert told == without_cache(api)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_every_door_leaves_cards_columns_and_answers_right(api: Any, shop: Shop, door: str) -> None:
    told = answers(api)
    with TestCase.captureOnCommitCallbacks(execute=True):
        DOORS[door](shop)
    now = assert_true(api)
    if door not in INVISIBLE:
        assert now != told, "this door changed nothing that anybody is told"


INVISIBLE = {"admin: make a product", "admin: make a supplier"}


def test_reserved_pieces_come_back_and_leave_in_every_answer(api: Any, shop: Shop) -> None:
    for change in (
        lambda: catalog.reserve([catalog.Ask(2, offer_id=shop.offer)]),
        lambda: catalog.release([(shop.offer, 1)]),
        lambda: catalog.ship([(shop.offer, 1)]),
        lambda: catalog.reserve([catalog.Ask(1, offer_id=shop.offer)]),
        lambda: catalog.release([(shop.offer, 1)]),
    ):
        with TestCase.captureOnCommitCallbacks(execute=True):
            change()
        assert_true(api)


def test_an_ordinary_order_leaves_the_lists_in_the_cache(api: Any, shop: Shop) -> None:
    detail, elsewhere = f"products/{shop.product}/", f"products/{shop.other}/"
    for path in ("products/", detail, elsewhere):
        api.get(path)
    with TestCase.captureOnCommitCallbacks(execute=True):
        catalog.reserve([catalog.Ask(1, offer_id=shop.offer)])
    assert [api.get(path)["X-Cache"] for path in ("products/", detail, elsewhere)] == ["HIT", "MISS", "HIT"]
    with TestCase.captureOnCommitCallbacks(execute=True):
        catalog.reserve([catalog.Ask(1, offer_id=shop.offer), catalog.Ask(4, offer_id=shop.own)])
    assert api.get("products/")["X-Cache"] == "MISS"


def test_the_admin_never_writes_over_what_is_reserved(shop: Shop) -> None:
    catalog.reserve([catalog.Ask(1, offer_id=shop.own), catalog.Ask(2, offer_id=shop.offer)])
    line = shop.offer_line(shop.own)
    shop.form(f"product/{shop.product}/change/", **{f"{line}-quantity": "9", f"{line}-reserved": "0"})
    assert list(Offer.objects.filter(pk=shop.own).values_list("quantity", "reserved")) == [(9, 1)]
    assert Offer.objects.get(pk=shop.offer).reserved == 2


def test_the_admin_refuses_what_the_api_refuses(shop: Shop) -> None:
    path = f"product/{shop.product}/change/"
    for bad in (
        {"offers-0-price": "0"},
        {"offers-0-price": "-1"},
        {"offers-0-quantity": "-1"},
        {"offers-0-quantity": str(2**31)},
        {"offers-0-price": "1e400"},
        {"name": ""},
        {"category": "999"},
    ):
        with pytest.raises(AssertionError):
            shop.form(path, **bad)
    for form, bad in (
        (f"category/{shop.top}/change/", {"parent": shop.category}),
        (f"category/{shop.top}/change/", {"slug": "kukhnya"}),
        (f"category/{shop.top}/change/", {"slug": "123"}),
        (f"supplier/{shop.supplier}/change/", {"delivery": "-1"}),
    ):
        with pytest.raises(AssertionError):
            shop.form(form, **bad)
    assert Product.objects.get(pk=shop.product).name == "Чайник"
    shop.form(path, name="Чай\x00\x07ник\x0b№\u202e2")  # pasted: what is no text is not taken over
    assert Product.objects.get(pk=shop.product).name == "Чайник №2"


def test_a_typed_attribute_takes_only_its_type_in_the_admin(shop: Shop) -> None:
    shop.apply(good("9", attributes=(("Вес", Decimal(2)), ("Новый", True))))
    product = Offer.objects.get(external_id="9").product_id
    path = f"product/{product}/change/"
    for n, bad, fine in ((0, "много", "2.50"), (1, "да", "false")):
        with pytest.raises(AssertionError):
            shop.form(path, **{f"attributes-{n}-text": bad})
        shop.form(path, **{f"attributes-{n}-text": fine})
    found = shop.clerk.get(f"products/{product}/").json()["attributes"]
    assert [(one["name"], one["value"]) for one in found] == [("Вес", 2.5), ("Новый", False)]


def test_suppliers_are_approved_in_the_admin(shop: Shop) -> None:
    waiting = catalog.add_supplier(name="Ждёт")
    action = {"action": "approve", "_selected_action": [waiting, shop.supplier]}
    assert shop.boss.post("/admin/catalog/supplier/", action).status_code == 302
    assert not Supplier.objects.filter(approved_at=None).exists()


@pytest.mark.parametrize("kind", ["category", "product", "supplier", "attribute"])
def test_nothing_is_deleted_in_the_admin(shop: Shop, kind: str) -> None:
    assert shop.boss.get(f"/admin/catalog/{kind}/").status_code == 200
    assert shop.boss.get(f"/admin/catalog/{kind}/?q=а").status_code == 200
    assert shop.boss.get(f"/admin/catalog/{kind}/1/delete/").status_code in {302, 403}
    assert Product.objects.filter(~Q(pk=0)).count() == 4


def test_a_product_is_described_to_other_modules(shop: Shop) -> None:
    from core.ports import reference

    found = reference("product", shop.product, viewer_id=1)
    assert found is not None
    assert (found.title, found.facts) == ("Чайник", {"price": "300.00\xa0RUB", "stock": "2"})
    shop.clerk.delete(f"products/{shop.product}/")
    assert reference("product", shop.product, viewer_id=1) is None
