"""Price lists at one moment, on a database that lets them: one job a file, the newest wins, orders lose nothing."""

from collections.abc import Callable
from functools import partial
from threading import Event, Thread, current_thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Sum

from modules.catalog.models.offers import Offer
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.selectors.products import stale_products
from modules.orders.models.orders import Line
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import Status
from modules.partners.services import applying, rolling_back, running
from modules.partners.services.submitting import submit
from tests.catalog.test_at_once import failures, together
from tests.partners.conftest import good, yaml_list

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.profile("full")]
ADDRESS = {"city": "Казань", "street": "Баумана", "house": "1", "phone": "+79990000000", "recipient": "Анна"}


def list_of(price: int, *, named: str = "Смартфоны", count: int = 8, mark: str = "") -> bytes:
    goods = [good(f"{n}", price=price, quantity=50, parameters={"Цвет": f"{mark}{n}"}) for n in range(1, count + 1)]
    return yaml_list(*goods, categories=[{"id": 1, "name": named}])


def take(user: Any, content: bytes) -> PriceList:
    return submit(supplier_id=user.supplier_id, user_id=None, name="list.yaml", chunks=[content])


def work_off(user: Any, worker: str) -> None:
    running.work_off(supplier_id=user.supplier_id, worker=worker)


def prices(user: Any) -> set[int]:
    living = Offer.objects.filter(supplier=user.supplier_id, retired_at=None)
    return {int(price) for price in living.values_list("price", flat=True)}


def test_one_file_sent_many_times_at_once_is_one_job(supplier: Any) -> None:
    sent = together([partial(take, supplier, list_of(100))] * 12, threads=6)
    assert failures(sent) == []
    assert len({one.pk for one in sent}) == 1
    assert failures(together([partial(work_off, supplier, f"w{n}") for n in range(4)], threads=4)) == []
    assert list(PriceList.objects.values_list("status", "version")) == [("applied", 1)]
    assert Offer.objects.count() == 8


def test_an_older_list_that_is_merged_last_changes_nothing(supplier: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its worker stood still between comparing and merging, was thought dead, and was overtaken."""
    still, go_on, real = Event(), Event(), applying._look

    def look(*known: Any) -> None:
        real(*known)
        if current_thread() is slow:
            still.set()
            go_on.wait(60)

    def work_slowly() -> None:
        try:
            work_off(supplier, "slow")
        except Exception as refused:
            ended.append(refused)
        finally:
            connection.close()

    monkeypatch.setattr(applying, "_look", look)
    ended: list[Exception] = []
    slow = Thread(target=work_slowly)
    older = take(supplier, list_of(100))
    slow.start()
    assert still.wait(60)
    newer = take(supplier, list_of(200))
    Feed.objects.update(worker_until="2020-01-01T00:00Z")
    work_off(supplier, "quick")
    assert prices(supplier) == {200}
    go_on.set()
    slow.join(60)
    assert len(ended) == 1, "it found that it is not its own list any more"
    assert (prices(supplier), Feed.objects.get().applied_version) == ({200}, newer.version)
    assert PriceList.objects.get(pk=older.pk).status in {Status.APPLIED, Status.SUPERSEDED}


def test_two_suppliers_with_the_same_ids_at_once(trader: Callable[..., Any]) -> None:
    shops = [trader() for _ in range(4)]

    def whole(n: int, turn: int) -> None:
        take(shops[n], list_of(100 + turn, named=f"Вид {n}", mark=f"s{n}-"))
        work_off(shops[n], f"w{n}-{turn}")

    calls = [partial(whole, n, turn) for turn in range(3) for n in range(4)]
    assert failures(together(calls, threads=4)) == []
    for n, shop in enumerate(shops):
        work_off(shop, "last")
        mine = Offer.objects.filter(supplier=shop.supplier_id, retired_at=None)
        assert set(mine.values_list("external_id", flat=True)) == {str(number) for number in range(1, 9)}
        assert set(mine.values_list("product__category__name", flat=True)) == {f"Вид {n}"}
        values = mine.values_list("product__attributes__text", flat=True)
        assert all(text.startswith(f"s{n}-") for text in values)
        newest = PriceList.objects.filter(supplier_id=shop.supplier_id).order_by("-version").first()
        assert newest
        assert newest.status == Status.APPLIED
    assert SupplierCategory.objects.values("key").distinct().count() == 1
    assert stale_products() == []


def test_goods_are_ordered_while_their_lists_are_applied_and_rolled_back(
    supplier: Any, person: Callable[..., Any]
) -> None:
    first = take(supplier, list_of(100))
    work_off(supplier, "w")
    offers = list(Offer.objects.order_by("pk").values_list("pk", flat=True))
    buyers = [person() for _ in range(6)]

    def order(n: int) -> Any:
        named = offers if n % 2 else offers[::-1]
        lines = [{"offer_id": id, "quantity": 1} for id in named]
        return buyers[n % 6].api.post("orders/", {"items": lines, "address": ADDRESS})

    def restate(price: int) -> None:
        sent = take(supplier, list_of(price))
        work_off(supplier, f"w{price}")
        rolling_back.roll_back(price_list_id=sent.pk, by=supplier.pk, as_staff=True)

    def restate_all() -> None:
        for price in (110, 120, 130):
            restate(price)

    calls: list[Callable[[], Any]] = [restate_all, *(partial(order, n) for n in range(24))]
    answers = together(calls, threads=5)
    assert failures(answers) == []
    made = [one for one in answers if one is not None]
    assert {one.status_code for one in made} == {201}
    shown = [{line["price"] for line in one.json()["items"]} for one in made]
    assert all(len(one) == 1 for one in shown), "an order is of one list, never of two"
    lines = dict(Line.objects.values_list("offer_id").annotate(pieces=Sum("quantity")))
    assert dict(Offer.objects.values_list("pk", "reserved")) == lines == dict.fromkeys(offers, 24)
    assert set(Offer.objects.values_list("quantity", flat=True)) == {50}
    assert prices(supplier) == {100}
    assert PriceList.objects.get(pk=first.pk).status == Status.APPLIED
    assert not Line.objects.exclude(total=F("price") * F("quantity")).exists()
    assert stale_products() == []
