"""Changes that very many products repeat: what must hold at once holds at once, and the rest follows in batches."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import TestCase
from django.utils import timezone

from core.events.models import Delivery
from modules.catalog import public as catalog
from modules.catalog.errors import OfferUnavailable, SupplierClosed
from modules.catalog.models.attributes import Attribute
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.services import following
from modules.catalog.services.attributes import rename_attribute
from modules.catalog.services.categories import add_category, change_category
from modules.catalog.services.mending import check
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db

GOODS = 11


class Shop:
    """A supplier with more products in one category than are changed at once."""

    def __init__(self) -> None:
        self.top = add_category(name="Дом").pk
        self.supplier = catalog.add_supplier(name="Заря")
        catalog.approve_supplier(supplier_id=self.supplier)
        rows = [good(n, name=f"Чайник {n}", attributes=(("Цвет", "белый"),)) for n in range(GOODS)]
        catalog.apply_price_list(supplier_id=self.supplier, rows=rows, mode="full")
        self.category = Product.objects.values_list("category_id", flat=True)[0]
        self.offer = Offer.objects.values_list("pk", flat=True)[0]
        self.attribute = Attribute.objects.values_list("pk", flat=True)[0]

    def paths(self) -> list[str]:
        details = [f"products/{id}/" for id in Product.objects.order_by("id").values_list("id", flat=True)]
        return ["products/?in_stock=true&count=true", "products/?limit=100&ordering=name", *details]


def told(api: Any, shop: Shop) -> list[Any]:
    answers = list(map(api.get, shop.paths()))
    return [answer.content if answer.status_code == 200 else answer.status_code for answer in answers]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, work: Callable[[], int]) -> Shop:
    shop = Shop()
    work()
    assert check() == check(mend=True)
    monkeypatch.setattr(following, "AT_ONCE", 4)
    monkeypatch.setattr(following, "BATCH", 2)
    return shop


def close(shop: Shop) -> None:
    catalog.set_accepting(supplier_id=shop.supplier, accepting=False)


SWEEPS: dict[str, Callable[[Shop], Any]] = {
    "a supplier closes": close,
    "a supplier is renamed": lambda s: catalog.set_terms(supplier_id=s.supplier, name="Восход"),
    "a category is hidden": lambda s: change_category(category_id=s.category, is_active=False),
    "a category is renamed": lambda s: change_category(category_id=s.category, name="Посуда", slug="posuda"),
    "a category moves under a hidden one": lambda s: (
        change_category(category_id=s.top, is_active=False),
        change_category(category_id=s.category, parent=s.top),
    ),
    "an attribute is renamed": lambda s: rename_attribute(attribute_id=s.attribute, name="Окраска"),
}


@pytest.mark.parametrize("sweep", SWEEPS)
def test_all_products_follow_and_no_cached_answer_stays(
    api: Any, shop: Shop, work: Callable[[], int], sweep: str
) -> None:
    before = told(api, shop)
    assert told(api, shop) == before
    with TestCase.captureOnCommitCallbacks(execute=True):
        SWEEPS[sweep](shop)
    work()
    now = told(api, shop)
    assert all(old != new for old, new in zip(before[2:], now[2:], strict=True)), "a detail says what it said"
    found = check()
    assert found.products == found.categories == {}
    assert not Delivery.objects.filter(done_at=None).exists()
    assert told(api, shop) == now == fresh(api, shop)


def fresh(api: Any, shop: Shop) -> list[Any]:
    from core.cache import bump

    with TestCase.captureOnCommitCallbacks(execute=True):
        bump("catalog.lists", *(f"catalog.product:{id}" for id in Product.objects.values_list("id", flat=True)))
    return told(api, shop)


def test_nothing_is_sold_of_a_supplier_that_has_just_closed(shop: Shop) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        close(shop)
    assert Product.objects.filter(in_stock=True).count() == GOODS  # they have not followed yet
    with pytest.raises(SupplierClosed):
        catalog.reserve([catalog.Ask(1, offer_id=shop.offer)])


def test_nothing_is_sold_of_a_category_that_has_just_been_hidden(shop: Shop) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        change_category(category_id=shop.category, is_active=False)
    assert Product.objects.filter(is_listed=True).count() == GOODS
    with pytest.raises(OfferUnavailable):
        catalog.reserve([catalog.Ask(1, offer_id=shop.offer)])


def test_a_few_follow_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "AT_ONCE", GOODS)
    with TestCase.captureOnCommitCallbacks(execute=True):
        close(shop)
    assert not Product.objects.filter(in_stock=True).exists()
    assert not Delivery.objects.filter(done_at=None).exists()


def test_a_broken_off_sweep_is_gone_on_with(
    shop: Shop, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = following.bump_products, []

    def breaks(*args: Any, **options: Any) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("killed")
        real(*args, **options)

    monkeypatch.setattr(following, "bump_products", breaks)
    with TestCase.captureOnCommitCallbacks(execute=True):
        close(shop)
    work()
    # What was committed before stands; the batch that broke off is whole again.
    assert Product.objects.filter(in_stock=True).count() in {2, 4, 6}
    assert Delivery.objects.filter(done_at=None).count() == 1
    Delivery.objects.filter(done_at=None).update(due_at=timezone.now(), rung_at=timezone.now() - timedelta(1))
    from core.events.sweep import sweep

    assert sweep() == 1
    work()
    assert check().products == {}
    assert not Product.objects.filter(in_stock=True).exists()


def test_an_offer_added_meanwhile_is_right_by_itself(shop: Shop, work: Callable[[], int]) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        close(shop)
    rows = [good("new", name="Новый", price=Decimal(5))]
    with TestCase.captureOnCommitCallbacks(execute=True):
        catalog.apply_price_list(supplier_id=shop.supplier, rows=rows, mode="update")
    assert not Product.objects.get(name="Новый").in_stock
    work()
    assert check().products == {}
