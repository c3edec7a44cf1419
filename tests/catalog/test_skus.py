from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.catalog import public as catalog
from modules.catalog.models.categories import Category
from modules.catalog.models.merged import MergedProduct
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.selectors.skus import MOST
from modules.catalog.services import joining

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> int:
    return _seller("Вектор")


def _seller(name: str) -> int:
    id = catalog.add_supplier(name=name)
    catalog.approve_supplier(supplier_id=id)
    return id


def product(slug: str, **fields: Any) -> Product:
    category, _ = Category.objects.get_or_create(slug="all", defaults={"name": "Всё"})
    return Product.objects.create(category=category, name=slug, slug=slug, **fields)


def offer(product: Product, seller: int, external_id: str, *, price: int = 100, quantity: int = 5, **more: Any) -> int:
    made = Offer.objects.create(
        product=product, supplier_id=seller, external_id=external_id, price=price, quantity=quantity, **more
    )
    Product.objects.filter(pk=product.pk, best_offer_id=None).update(best_offer_id=made.pk)
    return made.pk


def found(*skus: str) -> dict[str, list[int]]:
    return {sku: [one.offer_id for one in offers] for sku, offers in catalog.by_sku(skus).items()}


def test_a_code_is_an_external_id_a_model_or_a_gtin(seller: int) -> None:
    kettle = product("kettle", gtin="4600000000017", model="Ч-17")
    id = offer(kettle, seller, "A-1", model="teplyn/ch-17")
    codes = ("A-1", "teplyn/ch-17", "Ч-17", "4600000000017")
    assert found(*codes) == {code: [id] for code in codes}
    assert found("a-2", "A-", "", "%", "4600000000018") == {}
    assert found() == {}


@pytest.mark.parametrize(
    "pasted",
    [
        "ДК-17/b", "дк-17/B", "\ufeffДК-17/b", "Д\u200bК-1\u200d7/b\u2060", " \tДК-17/b\u00a0\n", "ДК-１７/ｂ",
        "\u00adдк-17/b", "ДК－17／b",
    ],
)  # fmt: skip
def test_how_a_code_was_pasted_does_not_matter(seller: int, pasted: str) -> None:
    kettle = product("kettle", model="Дк-17/B", gtin="4600000000017")
    id = offer(kettle, seller, "Дк-17/B", model="дк-17/B")
    assert found(pasted, "\ufeff４6００000000017 ") == {pasted: [id], "\ufeff４6００000000017 ": [id]}
    assert found("\u200b", "\ufeff \u00a0", "лк-17/b", "дк-17") == {}


def test_a_code_that_only_unicode_writes_so_is_found_as_it_stands(seller: int) -> None:
    id = offer(product("kettle"), seller, "№ 5²")
    assert found("№ 5²") == {"№ 5²": [id]}


def test_of_two_products_the_one_spelt_so_is_meant(seller: int) -> None:
    large, small = offer(product("large"), seller, "AB"), offer(product("small"), seller, "ab", price=50)
    assert found("AB", "ab", "Ab") == {"AB": [large], "ab": [small], "Ab": [small, large]}
    again = offer(Product.objects.get(slug="large"), _seller("Б"), "aB", price=10)
    Offer.objects.filter(pk=small).update(retired_at="2026-01-01T00:00Z")
    assert found("AB") == {"AB": [again, large]}, "of one product the spelling does not choose"


def test_of_one_product_the_best_offer_comes_first(seller: int) -> None:
    kettle = product("kettle")
    dear = offer(kettle, seller, "X", price=90)
    none_left = offer(kettle, _seller("Б"), "X", price=10, quantity=0)
    cheap = offer(kettle, _seller("В"), "X", price=80)
    shut = _seller("Г")
    closed = offer(kettle, shut, "X", price=5)
    catalog.set_accepting(supplier_id=shut, accepting=False)
    assert found("X") == {"X": [cheap, dear, none_left, closed]}


def test_what_is_sold_no_longer_is_named_only_where_nothing_else_is(seller: int) -> None:
    kettle, hidden = product("kettle"), product("hidden", is_active=False)
    past = offer(kettle, seller, "X", retired_at="2026-01-01T00:00Z")
    assert found("X") == {"X": [past]}
    living = offer(kettle, _seller("Б"), "X")
    assert found("X") == {"X": [living]}
    unseen = offer(hidden, seller, "Y")
    assert [one.standing for one in catalog.by_sku(["Y"])["Y"]] == ["unavailable"]
    assert found("Y") == {"Y": [unseen]}


def test_a_merged_products_gtin_leads_on(seller: int) -> None:
    kept, twin = product("kettle", gtin="111"), product("twin", gtin="222")
    best, _other = offer(kept, seller, "A", price=50), offer(twin, seller, "B", price=60)
    joining.merge_products(product_id=kept.pk, others=[twin.pk])
    assert found("222") == {"222": [best]}


def test_among_some_suppliers_a_code_means_what_they_offer(seller: int) -> None:
    for n in range(MOST + 5):
        offer(product(f"p{n}"), _seller(f"П{n}"), "7", price=1)
    other, third = _seller("Б"), _seller("В")
    kettle, twin = product("kettle", gtin="4600000000017", model="Ч-17"), product("twin", gtin="222")
    best, mine, theirs = offer(kettle, seller, "7"), offer(kettle, other, "7"), offer(kettle, third, "V-7", price=1)
    past = offer(product("lamp"), other, "L-1", retired_at="2026-01-01T00:00Z")
    living = offer(product("bulb"), seller, "L-1")
    joining.merge_products(product_id=kettle.pk, others=[twin.pk])
    codes = {"7", "v-7", "4600000000017", "ч-17", "222", "L-1"}
    of = {ids: catalog.by_sku(codes, supplier_ids=ids) for ids in ((other,), (other, third), (seller,), ())}
    meant = {ids: {code: [one.offer_id for one in some] for code, some in every.items()} for ids, every in of.items()}
    assert meant[(other,)] == {code: [mine] for code in codes - {"v-7", "L-1"}} | {"L-1": [past]}
    assert meant[(other, third)]["222"] == [theirs, mine]
    assert meant[(seller,)] == {code: [best] for code in codes - {"v-7", "L-1"}} | {"L-1": [living]}
    assert meant[()] == {}
    offered = catalog.offered(product_ids=[kettle.pk, 10**17], supplier_ids=[third, other])
    assert [one.offer_id for one in offered] == [mine, theirs]


def test_many_codes_cost_one_query_and_a_common_one_is_cut(seller: int) -> None:
    for n in range(MOST + 5):
        retired_at = None if n > 4 else "2026-01-01T00:00Z"
        offer(product(f"p{n}"), seller, f"id-{n}", model="Standard", retired_at=retired_at)
    codes = ["Standard", *(f"id-{n}" for n in range(MOST + 5)), *(f"nobody's-{n}" for n in range(400))]
    with CaptureQueriesContext(connection) as asked:
        answer = found(*codes)
    assert len(asked) == 1
    assert len(answer) == MOST + 6
    assert answer["Standard"] == [answer[f"id-{n}"][0] for n in range(5, MOST + 5)]  # the living ones


@pytest.mark.profile("full")
@pytest.mark.parametrize("supplier_ids", [None, [1, 2]])
def test_codes_are_found_by_their_indexes(seller: int, supplier_ids: list[int] | None) -> None:
    category = Category.objects.create(name="Всё", slug="all")
    goods = Product.objects.bulk_create(
        Product(category=category, name="x", slug=f"x{n}", price=1, model=f"M-{n}", gtin=str(n)) for n in range(500)
    )
    Offer.objects.bulk_create(Offer(product=one, supplier_id=seller, external_id=one.slug, price=1) for one in goods)
    MergedProduct.objects.bulk_create(MergedProduct(id=one.pk + 1000, into=one, gtin=f"9{one.gtin}") for one in goods)
    with CaptureQueriesContext(connection) as asked:
        catalog.by_sku(["A-1"], supplier_ids=supplier_ids)
    with connection.cursor() as cursor:
        # Of a table that seems empty any index is as good as another.
        cursor.execute("ANALYZE catalog_product, catalog_offer, catalog_mergedproduct")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + asked[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for index in ("offer_by_external_id", "offer_by_model", "product_model", "product_gtin", "merged_gtin"):
        assert f"using {index}" in plan, plan
    assert "Sort Key: o_1.retired_at" not in plan


@pytest.mark.profile("full")
def test_what_a_supplier_offers_is_not_read_for_each_product(seller: int) -> None:
    """Before there are statistics, as after a first price list: 20,000 goods of one model took four seconds."""
    category = Category.objects.create(name="Всё", slug="all")
    cards = [Product(category=category, name="x", slug=f"x{n}", price=1, model="Standard") for n in range(3000)]
    goods = Product.objects.bulk_create(cards)
    Offer.objects.bulk_create(
        Offer(product=one, supplier_id=seller, external_id=one.slug, price=1, quantity=1) for one in goods
    )
    with CaptureQueriesContext(connection) as asked:
        catalog.by_sku(["Standard"], supplier_ids=[seller])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + asked[0]["sql"])
        plan = [line for (line,) in cursor.fetchall()]
    assert not [line for line in plan if "Index Cond" in line and "supplier_id = ANY" in line], plan


@pytest.mark.profile("embedded")
@pytest.mark.parametrize("supplier_ids", [None, [1, 2]])
def test_codes_are_found_by_their_indexes_on_sqlite(seller: int, supplier_ids: list[int] | None) -> None:
    offer(product("kettle"), seller, "A-1")
    with CaptureQueriesContext(connection) as asked:
        catalog.by_sku(["A-1"], supplier_ids=supplier_ids)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked[0]["sql"].replace("%", "%%"))
        plan = "\n".join(row[-1] for row in cursor.fetchall())
    for index in ("offer_by_external_id", "offer_by_model", "product_model", "product_gtin", "merged_gtin"):
        assert f"INDEX {index} (" in plan, plan
