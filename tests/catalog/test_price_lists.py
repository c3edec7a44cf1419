"""A supplier's list becomes the truth about its offers, and nobody else's."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

import pytest
from django.db import connection
from django.utils.translation import override

from modules.catalog import public as catalog
from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.staged import StagedGood
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.models.words import ProductWords
from modules.catalog.public import Applied, GoodRow
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db


def apply(supplier_id: int, *rows: GoodRow, mode: Any = "full") -> Applied:
    return catalog.apply_price_list(supplier_id=supplier_id, rows=rows, mode=mode)


def words_of(product: Product) -> set[str]:
    return set(ProductWords.objects.get(product=product).words.split())


def offer_of(supplier_id: int, external_id: str) -> Offer:
    return Offer.objects.select_related("product__category").get(supplier_id=supplier_id, external_id=external_id)


def attributes_of(product: Product) -> dict[str, tuple[str, str, float | None]]:
    found = ProductAttribute.objects.filter(product=product).select_related("attribute")
    return {value.attribute.name: (value.attribute.type, value.text, value.number) for value in found}


def test_new_goods_stand_in_the_lists(seller: Any) -> None:
    shop = seller()
    stated = (("Диагональ", Decimal("5.50")), ("Цвет", "чёрный"), ("Новый", True))
    assert apply(shop, good(1, attributes=stated), good(2, name="Phone «X»", quantity=0)) == Applied(2, 0, 0, 0)
    product = offer_of(shop, "1").product
    assert (product.price, product.in_stock, product.is_listed) == (Decimal("100.00"), True, True)
    assert product.slug == f"chaynik-elektricheskiy-{product.pk}"
    assert product.category.name == "Кухня"
    assert attributes_of(product) == {
        "Диагональ": ("number", "5.5", 5.5),
        "Цвет": ("text", "чёрный", None),
        "Новый": ("boolean", "true", None),
    }
    assert not offer_of(shop, "2").product.in_stock
    assert not StagedGood.objects.exists()


def test_the_same_list_again_touches_nothing(seller: Any, django_assert_max_num_queries: Any) -> None:
    shop = seller()
    rows = [good(n, attributes=(("Вес", Decimal(n)),)) for n in range(1, 4)]
    apply(shop, *rows)
    before = list(Product.objects.order_by("id").values()), list(Offer.objects.order_by("id").values())
    values = set(ProductAttribute.objects.values_list("id", flat=True))
    assert apply(shop, *rows) == Applied(0, 0, 3, 0)
    assert (list(Product.objects.order_by("id").values()), list(Offer.objects.order_by("id").values())) == before
    assert set(ProductAttribute.objects.values_list("id", flat=True)) == values


@pytest.mark.parametrize(
    "change",
    [
        {"price": Decimal("99.99")},
        {"price_rrp": Decimal("150.00")},
        {"quantity": 4},
        {"name": "Чайник «Заря»"},
        {"model": "ZX-1"},
        {"description": "Кипятит"},
        {"category_key": "8", "category": "Дача"},
        {"attributes": (("Объём", Decimal("1.7")),)},
    ],
)
def test_what_differs_is_counted_and_written(seller: Any, change: dict[str, Any]) -> None:
    shop = seller()
    apply(shop, good(1), good(2))
    assert apply(shop, good(1, **change), good(2)) == Applied(0, 1, 1, 0)
    offer = offer_of(shop, "1")
    for name in change.keys() & {"price", "price_rrp", "quantity", "model"}:
        assert getattr(offer, name) == change[name]
    for name in change.keys() & {"name", "description", "model"}:
        assert getattr(offer.product, name) == change[name]
    if "category" in change:
        assert offer.product.category.name == "Дача"
    if "attributes" in change:
        assert attributes_of(offer.product) == {"Объём": ("number", "1.7", 1.7)}


def test_a_full_list_retires_what_it_leaves_out_and_an_update_does_not(seller: Any) -> None:
    shop = seller()
    apply(shop, good(1), good(2))
    assert apply(shop, good(1), mode="update") == Applied(0, 0, 1, 0)
    assert offer_of(shop, "2").retired_at is None
    assert apply(shop, good(1)) == Applied(0, 0, 1, 1)
    gone = offer_of(shop, "2")
    assert gone.retired_at
    assert (gone.product.is_listed, gone.product.in_stock, gone.product.price) == (False, False, Decimal("100.00"))
    assert apply(shop, good(1)) == Applied(0, 0, 1, 0)


def test_a_retired_offer_comes_back_with_its_product(seller: Any) -> None:
    shop = seller()
    apply(shop, good(1), good(2))
    apply(shop, good(1))
    assert apply(shop, good(1), good(2)) == Applied(0, 1, 1, 0)
    back = offer_of(shop, "2")
    assert back.retired_at is None
    assert back.product.is_listed


def test_other_suppliers_are_left_alone(seller: Any) -> None:
    one, two = seller(), seller()
    apply(one, good(1))
    before = list(Offer.objects.filter(supplier_id=one).values())
    assert apply(two, good(1, price=Decimal("7.00"))) == Applied(1, 0, 0, 0)
    assert apply(two) == Applied(0, 0, 0, 1)
    assert list(Offer.objects.filter(supplier_id=one).values()) == before


def test_reserved_pieces_stay_reserved(seller: Any) -> None:
    shop = seller()
    apply(shop, good(1, quantity=5))
    offer = offer_of(shop, "1")
    catalog.reserve([catalog.Ask(3, offer_id=offer.pk)])
    apply(shop, good(1, quantity=5, price=Decimal("2.00")))
    offer.refresh_from_db()
    assert (offer.quantity, offer.reserved) == (5, 3)
    apply(shop, good(1, quantity=2, price=Decimal("2.00")))
    offer.refresh_from_db()
    offer.product.refresh_from_db()
    assert (offer.quantity, offer.reserved, offer.available, offer.product.in_stock) == (2, 3, 0, False)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"gtin": "4601234567893"}, {"gtin": "4601234567893", "name": "Kettle"}),
        ({"brand": "Ёлка", "model": "X 1"}, {"brand": "елка", "model": "x  1"}),
    ],
)
def test_an_offer_joins_a_product_that_is_surely_the_same(seller: Any, here: Any, there: Any) -> None:
    one, two = seller(), seller()
    apply(one, good(1, **here))
    assert apply(two, good("a", price=Decimal("90.00"), **there)) == Applied(1, 0, 0, 0)
    product = offer_of(one, "1").product
    assert offer_of(two, "a").product == product
    assert (product.price, product.best_offer_id) == (Decimal("90.00"), offer_of(two, "a").pk)
    assert product.name == "Чайник электрический"


def test_a_model_without_a_brand_joins_nothing(seller: Any) -> None:
    one, two = seller(), seller()
    apply(one, good(1, model="X1"))
    apply(two, good(1, model="X1"))
    assert Product.objects.count() == 2


def test_two_rows_of_one_supplier_are_two_goods(seller: Any) -> None:
    one, two = seller(), seller()
    apply(one, good(1, gtin="46"), good(2, gtin="46"))
    assert Product.objects.count() == 2
    apply(two, good("a", gtin="46"), good("b", gtin="46"))
    assert Product.objects.count() == 3
    assert Offer.objects.values("product_id", "supplier_id").distinct().count() == 4


def test_of_two_rows_for_one_product_the_earlier_names_it(seller: Any) -> None:
    shop = seller()
    apply(shop, good(1), good(2), good(3))
    Offer.objects.update(product=offer_of(shop, "1").product)
    for name in ("Чайник", "Самовар"):
        apply(shop, *(good(n, name=f"{name} {n}") for n in (2, 1, 3)))
        assert offer_of(shop, "1").product.name == f"{name} 2"


def test_a_supplier_that_renumbers_its_goods_keeps_its_products(seller: Any) -> None:
    shop = seller()
    apply(shop, good("old", gtin="46"))
    assert apply(shop, good("new", gtin="46")) == Applied(1, 0, 0, 1)
    assert offer_of(shop, "new").product == offer_of(shop, "old").product
    assert Product.objects.get().is_listed


def test_beside_another_supplier_a_list_only_fills_in_what_is_missing(seller: Any) -> None:
    one, two = seller(), seller()
    apply(one, good(1, gtin="46", attributes=(("Цвет", "белый"),)))
    told = {"gtin": "46", "name": "Kettle", "brand": "Zarya", "description": "Boils"}
    apply(two, good(1, **told, attributes=(("Цвет", "white"), ("Вес", Decimal(2)))))
    product = offer_of(one, "1").product
    assert (product.name, product.brand, product.description) == ("Чайник электрический", "Zarya", "Boils")
    assert {name: value[1] for name, value in attributes_of(product).items()} == {"Цвет": "белый", "Вес": "2"}
    assert "=zarya" in words_of(product)
    apply(one)
    apply(two, good(1, **told | {"name": "Kettle 2"}))
    product.refresh_from_db()
    assert product.name == "Kettle 2"


def test_an_editors_correction_stands_until_the_supplier_says_something_new(seller: Any) -> None:
    shop = seller()
    apply(shop, good(1))
    Product.objects.update(name="Чайник (исправлено)")
    apply(shop, good(1, price=Decimal("5.00")))
    assert Product.objects.get().name == "Чайник (исправлено)"
    apply(shop, good(1, name="Чайник 2"))
    assert Product.objects.get().name == "Чайник 2"


def test_what_a_list_does_not_state_it_does_not_erase(seller: Any) -> None:
    shop = seller()
    apply(shop, good(1, description="Кипятит", attributes=(("Цвет", "белый"),)))
    apply(shop, good(1, name="Чайник 2"))
    product = Product.objects.get()
    assert product.description == "Кипятит"
    assert set(attributes_of(product)) == {"Цвет"}
    assert {"=чайник", "=2", "кипят"} <= words_of(product)


def test_an_attribute_that_is_contradicted_widens_to_text(seller: Any) -> None:
    one, two = seller(), seller()
    apply(one, good(1, attributes=(("Память", Decimal(64)),)))
    apply(two, good(1, attributes=(("Память", "64 ГБ"),)))
    assert Attribute.objects.get().type == "text"
    assert attributes_of(offer_of(one, "1").product) == {"Память": ("text", "64", None)}
    apply(two, good(1, attributes=(("Память", Decimal(128)),)))
    assert attributes_of(offer_of(two, "1").product) == {"Память": ("text", "128", None)}


def test_one_category_id_of_two_suppliers_is_two_things(seller: Any) -> None:
    one, two = seller(), seller()
    apply(one, good(1, category_key="1", category="Кухня"))
    apply(two, good(1, category_key="1", category="Сад"), good(2, category_key="9", category="кухня"))
    assert offer_of(two, "1").product.category.name == "Сад"
    assert offer_of(two, "2").product.category == offer_of(one, "1").product.category
    assert Category.objects.count() == 2
    assert SupplierCategory.objects.count() == 3


def test_goods_without_a_category_get_one_for_the_rest(seller: Any) -> None:
    shop = seller()
    apply(shop, good(1, category="", category_key=""))
    assert offer_of(shop, "1").product.category.name == "Other goods"


def test_that_category_is_called_in_the_shop_s_language_whoever_sends_the_list(seller: Any, settings: Any) -> None:
    settings.LANGUAGE_CODE = "ru"
    shop = seller()
    with override("en"):
        apply(shop, good(1, category="", category_key=""))
    assert offer_of(shop, "1").product.category.name == "Прочие товары"


def test_of_two_rows_with_one_id_the_later_counts(seller: Any) -> None:
    shop = seller()
    assert apply(shop, good(1, quantity=1), good(1, quantity=2)) == Applied(1, 0, 0, 0)
    assert offer_of(shop, "1").quantity == 2


def test_a_list_that_breaks_off_leaves_everything_as_it_was(seller: Any) -> None:
    shop = seller()
    apply(shop, good(1))

    def rows() -> Iterator[GoodRow]:
        yield good(2)
        raise RuntimeError("the file ends here")

    with pytest.raises(RuntimeError):
        catalog.apply_price_list(supplier_id=shop, rows=rows(), mode="full")
    assert list(Offer.objects.values_list("external_id", flat=True)) == ["1"]
    assert not StagedGood.objects.exists()
    assert apply(shop, good(3)) == Applied(1, 0, 0, 1)


def test_progress_is_told_and_the_connection_is_free_meanwhile(seller: Any) -> None:
    shop, heard = seller(), list[tuple[int, int]]()
    rows = (good(n) for n in range(2500))
    catalog.apply_price_list(
        supplier_id=shop, rows=rows, mode="full", progress=lambda read: heard.append((read, Offer.objects.count()))
    )
    assert heard == [(1000, 0), (2000, 0), (2500, 0)]
    assert Offer.objects.count() == 2500


def test_an_unknown_supplier_is_refused(db: None) -> None:
    from modules.catalog.errors import NoSuchSupplier

    with pytest.raises(NoSuchSupplier):
        apply(999)


def test_a_list_costs_the_same_number_of_statements_however_long(seller: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    def cost(rows: int) -> int:
        shop = seller()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            apply(shop, *(good(n) for n in range(rows)))
        return len(seen)

    cost(1)
    assert cost(2) == cost(400)


@pytest.mark.profile("full")  # SQLite's planner does not guess
def test_a_first_list_reads_each_products_offers_by_the_product(seller: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        apply(seller(), *(good(n) for n in range(400)))
    (made,) = [query["sql"] for query in seen if query["sql"].startswith("INSERT INTO catalog_product (")]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_material = off")
        cursor.execute("EXPLAIN " + made)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "catalog_offer_product_id" in plan
    assert "offer_of_supplier" not in plan  # of one supplier: read whole for each of its products


def test_what_a_list_does_not_say_stays_as_it_is(seller: Any) -> None:
    shop, told = seller(), (("Цвет", "чёрный"),)
    whole = good(
        1, model="ZX-1", brand="Заря", price_rrp=Decimal("150.00"), description="Кипятит", gtin="0460", attributes=told
    )
    apply(shop, whole)
    unsaid = frozenset({"model", "price_rrp"})
    short = good(1, category="", category_key="", price=Decimal("90.00"), unsaid=unsaid)
    assert apply(shop, short) == Applied(0, 1, 0, 0)
    offer = offer_of(shop, "1")
    product = offer.product
    assert (offer.price, offer.price_rrp, offer.model) == (Decimal("90.00"), Decimal("150.00"), "ZX-1")
    assert (product.category.name, product.brand, product.model) == ("Кухня", "Заря", "ZX-1")
    assert (product.description, product.gtin) == ("Кипятит", "0460")
    assert attributes_of(product)["Цвет"][1] == "чёрный"
    assert not Category.objects.filter(name="Other goods").exists()
    Product.objects.update(name="Чайник «Заря» от редактора")
    # Of its other texts the list has said nothing, of its name nothing new.
    assert apply(shop, short, mode="update") == Applied(0, 0, 1, 0)
    assert apply(shop, good(1, model="", unsaid=frozenset())).changed == 1
    offer.refresh_from_db()
    assert (offer.price_rrp, offer.model) == (None, "")
    assert offer_of(shop, "1").product.name == "Чайник «Заря» от редактора"


@pytest.mark.parametrize("mode", ["full", "update"])
def test_prices_and_quantities_alone_are_enough_of_known_goods(seller: Any, mode: str) -> None:
    shop = seller()
    apply(shop, good(1, model="ZX-1"), good(2))
    seen: list[Any] = []
    bare: dict[str, Any] = {"name": "", "category": "", "category_key": "", "model": ""}
    rows = [
        good(1, **bare, price=Decimal("90.00"), unsaid=frozenset({"quantity", "model"})),
        good(2, **bare, quantity=7, unsaid=frozenset({"price", "model"})),
    ]
    catalog.apply_price_list(
        supplier_id=shop, rows=rows, mode=cast(Any, mode), look=lambda compared: seen.extend(compared.rows)
    )
    assert [(row.name, [(one.field, one.after) for one in row.changes]) for row in seen] == [
        ("Чайник электрический", [("price", Decimal("90.00"))]),
        ("Чайник электрический", [("quantity", 7)]),
    ]
    first, second = offer_of(shop, "1"), offer_of(shop, "2")
    assert (first.price, first.quantity, first.model) == (Decimal("90.00"), 5, "ZX-1")
    assert (second.price, second.quantity, second.retired_at) == (Decimal("100.00"), 7, None)
    assert first.product.category.name == second.product.category.name == "Кухня"


def test_a_known_good_without_a_category_is_not_said_to_move_to_the_one_of_those_that_have_none(seller: Any) -> None:
    shop, seen = seller(), list[Any]()
    apply(shop, good(1), good(2, category="", category_key=""))
    Offer.objects.filter(external_id="1").update(stated="")  # as when its list was rolled back
    bare = good(1, name="", category="", category_key="", quantity=7, unsaid=frozenset({"price", "model"}))
    catalog.apply_price_list(
        supplier_id=shop, rows=[bare], mode="update", look=lambda compared: seen.extend(compared.rows)
    )
    assert [(one.field, one.after) for row in seen for one in row.changes] == [("quantity", 7)]
    assert offer_of(shop, "1").product.category.name == "Кухня"
