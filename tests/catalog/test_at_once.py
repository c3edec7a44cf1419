"""Many at the same moment, on a database that lets them: nothing is sold twice, and nobody waits in a circle."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

from modules.catalog import public as catalog
from modules.catalog.errors import InsufficientStock
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.public import Ask
from modules.catalog.selectors.products import stale_products
from modules.catalog.selectors.standing import these
from modules.catalog.services.categories import add_category, change_category
from modules.catalog.services.offers import add_offer, change_offer
from modules.catalog.services.products import add_product, change_product
from modules.catalog.services.refreshing import refresh
from tests.catalog.goods import good

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.profile("full")]


def together(calls: Iterable[Callable[[], Any]], *, threads: int) -> list[Any]:
    """Run the calls on so many threads that start at one moment; return what each answered, or its exception."""
    start = Barrier(threads)
    ready = [False] * threads

    def run(numbered: tuple[int, Callable[[], Any]]) -> Any:
        n, call = numbered
        if n < threads and not ready[n]:
            ready[n] = True
            start.wait(10)
        try:
            return call()
        except Exception as failure:
            return failure
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, enumerate(calls)))


def failures(answers: list[Any], *, but: type[Exception] = InsufficientStock) -> list[Any]:
    return [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, but)]


@pytest.fixture
def goods(db: None) -> list[int]:
    add_category(name="Телефоны")
    return [add_product(name=f"Т{n}", category="telefony", price=Decimal(5), stock=10) for n in range(4)]


def test_fifty_buyers_share_ten_pieces(goods: list[int]) -> None:
    answers = together([lambda: catalog.reserve([Ask(1, product_id=goods[0])])] * 50, threads=50)
    assert failures(answers) == []
    assert sum(isinstance(answer, catalog.Reservation) for answer in answers) == 10
    offer = Offer.objects.get(product_id=goods[0])
    assert (offer.quantity, offer.reserved) == (10, 10)
    assert Product.objects.get(pk=goods[0]).in_stock is False
    assert stale_products() == []


def test_lines_in_any_order_wait_in_no_circle(goods: list[int]) -> None:
    orders = [goods, goods[::-1], goods[1:] + goods[:1], goods[2:] + goods[:2]]
    calls = [lambda ids=orders[n % 4]: catalog.reserve([Ask(1, product_id=id) for id in ids]) for n in range(60)]
    answers = together(calls, threads=30)
    assert failures(answers) == []
    assert sum(isinstance(answer, catalog.Reservation) for answer in answers) == 10
    assert set(Offer.objects.values_list("reserved", flat=True)) == {10}
    assert stale_products() == []


def test_pieces_that_come_and_go_add_up(goods: list[int]) -> None:
    offers = list(Offer.objects.order_by("id").values_list("id", flat=True))

    def trip(n: int) -> None:
        ids = offers if n % 2 else offers[::-1]
        with transaction.atomic():
            catalog.reserve([Ask(1 + n % 3, offer_id=id) for id in ids])
        with transaction.atomic():
            lines = [(id, 1 + n % 3) for id in reversed(ids)]
            catalog.ship(lines) if n % 5 == 0 else catalog.release(lines)

    answers = together([lambda n=n: trip(n) for n in range(80)], threads=20)
    assert failures(answers) == []
    sold = sum(1 + n % 3 for n, answer in enumerate(answers) if n % 5 == 0 and answer is None)
    assert set(Offer.objects.values_list("quantity", "reserved")) == {(10 - sold, 0)}
    assert stale_products() == []


def while_it_waits(call: Callable[[], Any], meanwhile: Callable[[], Any]) -> Any:
    """Start a call that is to meet a lock of ours, do something while it waits there, and commit; return its answer."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            meanwhile_first = meanwhile()
            started = pool.submit(together, [call], threads=1)
            time.sleep(1)
            if callable(meanwhile_first):
                meanwhile_first()
        return started.result(20)[0]


def lock(table: str, id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE id = %s FOR UPDATE NOWAIT", [id])


ORDERLY: dict[str, Callable[[list[int]], Any]] = {
    "reserve": lambda ids: catalog.reserve([Ask(1, offer_id=id) for id in reversed(ids)]),
    "release": lambda ids: catalog.release([(id, 1) for id in reversed(ids)]),
    "ship": lambda ids: catalog.ship([(id, 1) for id in reversed(ids)]),
    "refresh": lambda ids: transaction.atomic(refresh)(these(ids[::-1])),
}


@pytest.mark.parametrize("verb", ORDERLY)
def test_locks_are_taken_in_the_order_of_the_ids(goods: list[int], verb: str) -> None:
    kind: type[Offer | Product] = Product if verb == "refresh" else Offer
    Offer.objects.update(reserved=5)
    first, *_, last = ids = list(kind._default_manager.order_by("id").values_list("id", flat=True))
    # The first one now lies behind the last one: whoever locks as they lie meets the last one first.
    kind._default_manager.filter(pk=first).update(model="moved")
    table = kind._meta.db_table

    def first_then_last() -> Callable[[], None]:
        lock(table, first)
        return lambda: lock(table, last)

    assert not isinstance(while_it_waits(lambda: ORDERLY[verb](ids), first_then_last), Exception)


def test_who_closes_waits_for_who_is_adding(goods: list[int], seller: Any) -> None:
    shop = seller()
    category = Product.objects.get(pk=goods[0]).category_id
    offer = {"product_id": goods[0], "external_id": "1", "price": Decimal(1), "quantity": 1}
    closing = partial(catalog.set_accepting, supplier_id=shop, accepting=False)
    assert while_it_waits(closing, lambda: add_offer(supplier_id=shop, **offer)) is None
    assert stale_products() == []
    new = {"name": "Новый", "category": category, "price": Decimal(1), "stock": 1}
    hidden = while_it_waits(partial(change_category, category_id=category, is_active=False), lambda: add_product(**new))
    assert hidden.is_visible is False
    assert stale_products() == []
    assert not Product.objects.filter(is_listed=True).exists()


def test_of_two_changes_to_one_product_the_second_sees_the_first(goods: list[int], seller: Any) -> None:
    own = Offer.objects.get(product_id=goods[0]).pk
    other = add_offer(supplier_id=seller(), product_id=goods[0], external_id="1", price=Decimal(9), quantity=1)
    empty = partial(change_offer, offer_id=other, quantity=0)
    assert while_it_waits(empty, lambda: change_offer(offer_id=own, quantity=0)).quantity == 0
    assert Product.objects.get(pk=goods[0]).in_stock is False
    assert stale_products() == []


def test_everybody_who_writes_at_once_leaves_the_catalogue_right(goods: list[int], seller: Any) -> None:
    shops = [seller(), seller()]
    for n, shop in enumerate(shops):
        for id in goods if n else goods[::-1]:
            add_offer(supplier_id=shop, product_id=id, external_id=str(id), price=Decimal(4 - n), quantity=3)
    category = Product.objects.get(pk=goods[0]).category_id
    offers = list(Offer.objects.order_by("id").values_list("id", flat=True))
    rows = [good(id, price=Decimal(9), category="Телефоны", category_key="1") for id in goods]
    writers: list[Callable[[int], Any]] = [
        lambda n: catalog.reserve([Ask(1, product_id=id) for id in (goods if n % 2 else goods[::-1])]),
        lambda n: catalog.set_accepting(supplier_id=shops[n % 2], accepting=n % 4 < 2),
        lambda n: change_category(category_id=category, is_active=n % 8 < 4, name=f"Телефоны {n % 3}"),
        lambda n: change_offer(offer_id=offers[n % len(offers)], price=Decimal(1 + n % 7), quantity=n % 4),
        lambda n: change_product(product_id=goods[n % 4], name=f"Т{n}", price=Decimal(1 + n % 5), stock=n % 6),
        lambda n: catalog.apply_price_list(supplier_id=shops[0], rows=rows[: n % 5], mode="full"),
        lambda n: catalog.apply_price_list(supplier_id=shops[1], rows=rows[n % 4 :], mode="full"),
        lambda n: add_product(name=f"Новый {n}", category=category, price=Decimal(1), stock=1),
    ]
    answers = together([lambda n=n: writers[n % 8](n // 8) for n in range(160)], threads=12)
    assert [answer for answer in failures(answers) if answer.__class__.__module__ != "modules.catalog.errors"] == []
    assert stale_products() == []
    assert connection.vendor == "postgresql"
