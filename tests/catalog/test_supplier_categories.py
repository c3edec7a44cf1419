"""A supplier's own categories: where its goods go, who waits, and what follows when somebody maps them anew."""

from collections.abc import Callable
from typing import Any

import pytest

from modules.catalog import public as catalog
from modules.catalog.errors import CategoryUnknown
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier, SupplierCategory
from modules.catalog.public import GoodRow
from modules.catalog.selectors.products import stale_products
from modules.catalog.services import mapping as mapping_service
from modules.catalog.services.categories import add_category, delete_category
from modules.catalog.services.joining import merge_products
from modules.catalog.services.list_categories import renamed
from modules.catalog.services.mapping import map_category
from modules.catalog.services.products import change_product
from modules.catalog.services.staging import staged
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db(transaction=True)


def apply(supplier_id: int, *rows: GoodRow, mode: Any = "full") -> None:
    catalog.apply_price_list(supplier_id=supplier_id, rows=rows, mode=mode)


def product_of(supplier_id: int, external_id: object) -> Product:
    offers = Offer.objects.select_related("product__category__parent")
    return offers.get(supplier_id=supplier_id, external_id=external_id).product


def mapping_of(supplier_id: int, key: str) -> SupplierCategory:
    return SupplierCategory.objects.get(supplier=supplier_id, key=key)


def way(category: Category) -> list[str]:
    return [*(way(category.parent) if category.parent else []), category.name]


@pytest.fixture
def queued(settings: Any) -> None:
    settings.UNKNOWN_CATEGORIES = "queue"


def test_groups_are_made_as_deep_as_they_are(seller: Callable[..., int]) -> None:
    shop = seller()
    apply(
        shop,
        good(1, category_key="9", category="Чайники", category_path=("Дом", "Кухня")),
        good(2, category_key="91", category="дом"),
    )
    assert way(product_of(shop, 1).category) == ["Дом", "Кухня", "Чайники"]
    assert way(product_of(shop, 2).category) == ["Дом"]
    apply(shop, good(1, category_key="9", category="Посуда"))  # says nothing of the groups around it
    assert (mapping_of(shop, "9").path, mapping_of(shop, "9").name) == (["Дом", "Кухня"], "Посуда")
    moved = good(2, category_key="92", category="Ложки", category_path=("Посуда",))
    apply(shop, good(1, category_key="9", category="Посуда"), moved)  # and here it stands at the top
    assert mapping_of(shop, "9").path == []


def test_new_categories_stand_under_the_suppliers_root(seller: Callable[..., int]) -> None:
    shop, other = seller(), seller()
    root = add_category(name="Чужое", is_active=False)
    Supplier.objects.filter(pk=shop).update(root=root)
    apply(shop, good(1))
    apply(other, good(1))
    assert way(product_of(shop, 1).category) == ["Чужое", "Кухня"]
    assert way(product_of(other, 1).category) == ["Кухня"]
    assert (product_of(shop, 1).is_listed, product_of(other, 1).is_listed) == (False, True)


@pytest.mark.usefixtures("queued")
def test_what_nobody_has_mapped_yet_waits_unseen(seller: Callable[..., int], api: Any) -> None:
    shop = seller()
    apply(shop, good(1), good(2, category_key="5", category="Сад"))
    assert {one.category_id for one in SupplierCategory.objects.all()} == {None}
    assert not Product.objects.filter(is_listed=True).exists()
    assert api.get("categories/").json()["items"] == []
    kitchen = add_category(name="Кухня и дом")
    map_category(mapping_id=mapping_of(shop, "224").pk, category_id=kitchen.pk)
    listed = api.get("products/").json()["items"]
    assert [one["category"]["name"] for one in listed] == ["Кухня и дом"]
    apply(shop, good(1, name="Самовар"), good(3))
    assert (product_of(shop, 1).category, product_of(shop, 3).category) == (kitchen, kitchen)
    assert stale_products() == []


def test_what_waited_is_filed_by_the_next_list_once_they_are_made(
    seller: Callable[..., int], settings: Any, work: Callable[[], int]
) -> None:
    shop, settings.UNKNOWN_CATEGORIES = seller(), "queue"
    apply(shop, good(1), good(2))
    settings.UNKNOWN_CATEGORIES = "make"
    apply(shop, good(1), good(3))
    work()
    assert [product_of(shop, n).category.name for n in (1, 2, 3)] == ["Кухня"] * 3
    assert product_of(shop, 1).is_listed
    assert stale_products() == []


@pytest.mark.parametrize("at_once", [2000, 1])
def test_goods_follow_but_those_moved_by_hand_or_shared(
    seller: Callable[..., int], work: Callable[[], int], api: Any, monkeypatch: Any, at_once: int
) -> None:
    monkeypatch.setattr(mapping_service, "AT_ONCE", at_once)
    monkeypatch.setattr(mapping_service, "BATCH", 2)
    shop, other = seller(), seller()
    rows = [good(n, gtin="4601234567893" if n == 4 else "") for n in range(1, 6)]
    apply(shop, *rows, good(6, category_key="5", category="Сад"))
    apply(
        other,
        good("a", gtin="4601234567893", category_key="224", category="Посуда"),
        good("b", category_key="7", category="Сад"),
    )
    apply(shop, *rows[:4], mode="full")  # the fifth is retired, and follows all the same
    by_hand, target = add_category(name="Подарки"), add_category(name="Чайники")
    change_product(product_id=product_of(shop, 3).pk, category=by_hand.pk)
    assert api.get("products/?search=чайник").json()["items"][0]["category"]["name"]  # cached now
    map_category(mapping_id=mapping_of(shop, "224").pk, category_id=target.pk)
    work()
    names = [product_of(shop, n).category.name for n in range(1, 7)]
    assert names == ["Чайники", "Чайники", "Подарки", "Кухня", "Чайники", "Сад"]
    assert product_of(other, "b").category.name == "Сад"
    assert mapping_of(other, "224").category.name == "Посуда"  # type: ignore[union-attr]
    shown = {one["id"]: one["category"]["name"] for one in api.get("products/?limit=100").json()["items"]}
    assert shown[product_of(shop, 1).pk] == "Чайники"
    assert api.get(f"products/{product_of(shop, 1).pk}/").json()["category"]["name"] == "Чайники"
    assert stale_products() == []


def test_a_mapping_changed_again_while_goods_are_on_their_way(
    seller: Callable[..., int], work: Callable[[], int], monkeypatch: Any
) -> None:
    monkeypatch.setattr(mapping_service, "AT_ONCE", 0)
    shop = seller()
    apply(shop, good(1), good(2))
    one, two = add_category(name="Раз"), add_category(name="Два")
    first = mapping_of(shop, "224").category_id
    for target in (one.pk, two.pk, first, two.pk):
        map_category(mapping_id=mapping_of(shop, "224").pk, category_id=target)
    work()
    assert {product.category for product in Product.objects.all()} == {two}


def test_a_known_key_with_another_name_is_told_and_goes_nowhere_else(seller: Callable[..., int]) -> None:
    shop = seller()
    apply(shop, good(1), good(2))
    tyres = (good(1, category="Шины"), good(3, category="Шины"))
    with staged(tyres, shop, None) as (load, _heard):
        assert renamed(load, shop) == [("224", "Кухня", "Шины", 2)]
    apply(shop, *tyres)
    assert product_of(shop, 3).category.name == "Кухня"
    mapping = mapping_of(shop, "224")
    assert (mapping.name, mapping.former_name) == ("Шины", "Кухня")
    apply(shop, good(1, category="  КУХНЯ "))
    map_category(mapping_id=mapping.pk, category_id=product_of(shop, 3).category_id)
    with staged([good(1, category="кухня")], shop, None) as (load, _heard):
        assert renamed(load, shop) == []
    assert mapping_of(shop, "224").former_name == ""


def test_a_deleted_category_leaves_its_mapping_open(seller: Callable[..., int]) -> None:
    shop = seller()
    apply(shop, good(1))
    home = add_category(name="Дом")
    category = product_of(shop, 1).category_id
    map_category(mapping_id=mapping_of(shop, "224").pk, category_id=home.pk)
    map_category(mapping_id=mapping_of(shop, "224").pk, category_id=category)
    delete_category(category_id=home.pk)
    assert mapping_of(shop, "224").category_id == category
    with pytest.raises(CategoryUnknown):
        map_category(mapping_id=mapping_of(shop, "224").pk, category_id=home.pk)


CODE = "4601234567893"


@pytest.fixture
def waiting(seller: Callable[..., int], queued: None) -> tuple[int, int, Category]:
    """Two suppliers of one thing: it waits for the first's category, the second's is mapped."""
    first, second = seller(), seller()
    apply(second, good("else", category_key="7", category="Посуда"))
    shelf = add_category(name="Самовары")
    map_category(mapping_id=mapping_of(second, "7").pk, category_id=shelf.pk)
    apply(first, good(1, gtin=CODE))
    assert not product_of(first, 1).is_listed
    return first, second, shelf


def shared(**fields: Any) -> GoodRow:
    return good("b", gtin=CODE, category_key="7", category="Посуда", **fields)


def test_a_good_that_waits_is_seen_where_a_second_supplier_has_its_place(waiting: Any, api: Any) -> None:
    first, second, shelf = waiting
    assert api.get(f"products/?supplier={first}").json()["items"] == []
    apply(second, shared(), mode="update")
    (shown,) = api.get(f"products/?supplier={first}").json()["items"]
    assert shown["category"]["name"] == "Самовары"
    assert api.get(f"products/{shown['id']}/").json()["category"]["id"] == shelf.pk
    kitchen = add_category(name="Кухня")
    map_category(mapping_id=mapping_of(first, "224").pk, category_id=kitchen.pk)
    assert product_of(first, 1).category == shelf  # it waits no more, and stays where it is
    assert stale_products() == []


def test_an_offer_that_comes_back_brings_a_waiting_good_its_place(waiting: Any) -> None:
    first, second, shelf = waiting
    apply(second, shared(), mode="update")
    apply(second, good("else", category_key="7", category="Посуда"))  # and takes it away again
    apply(first, good(1, gtin=CODE, category_key="9", category="Ещё"))
    assert not product_of(first, 1).is_listed
    apply(second, shared(), mode="update")
    assert (product_of(first, 1).category, product_of(first, 1).is_listed) == (shelf, True)
    assert stale_products() == []


def test_what_a_rollback_makes_wait_again_follows_what_was_mapped_meanwhile(
    waiting: Any, work: Callable[[], int]
) -> None:
    first, second, _shelf = waiting
    catalog.apply_price_list(supplier_id=second, rows=[shared()], mode="update", list_id=77)
    catalog.take_back_list(supplier_id=second, list_id=77)
    assert not product_of(first, 1).is_listed  # as it was
    catalog.apply_price_list(supplier_id=second, rows=[shared()], mode="update", list_id=78)
    kitchen = add_category(name="Кухня")
    map_category(mapping_id=mapping_of(first, "224").pk, category_id=kitchen.pk)
    catalog.take_back_list(supplier_id=second, list_id=78)
    work()
    assert (product_of(first, 1).category, product_of(first, 1).is_listed) == (kitchen, True)
    assert stale_products() == []


def test_a_good_that_waits_goes_where_its_twin_stands(waiting: Any) -> None:
    first, second, shelf = waiting
    kept, twin = product_of(first, 1), product_of(second, "else")
    merge_products(product_id=kept.pk, others=[twin.pk])
    kept.refresh_from_db()
    assert (kept.category, kept.is_listed) == (shelf, True)
    assert stale_products() == []
