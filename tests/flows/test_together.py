"""Many at once against three server processes on a real Postgres; after each scene the laws, asked of the database.

All scenes are played in one shop, once each in the suite and twenty times under `make soak`.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest

from tests import invariants
from tests.flows.crowd import Call, Crowd, codes, opened, order
from tests.flows.shop import ADDRESS
from tests.soaking import tell, times

pytestmark = pytest.mark.profile("full")
BUYERS, PIECES = times(suite=60, soak=200), 10


def rush(crowd: Crowd, each: int) -> dict[int, int]:
    """All buyers want the same ten pieces, `each` at a time."""
    good = crowd.good(PIECES)
    answers = crowd.at_once([Call(one, "POST", "orders/", order(good, quantity=each)) for one in crowd.buyers])
    sold = PIECES // each
    assert codes(answers) == {"201": sold, "insufficient_stock": BUYERS - sold}
    left = PIECES - sold * each
    assert crowd.shelf(good) == (PIECES, PIECES - left)
    assert crowd.call(crowd.boss, "GET", f"products/{good.product}/", expect=200)["stock"] == left
    last = crowd.call(crowd.buyers[0], "POST", "orders/", order(good, quantity=left + 1), expect=400)
    assert last["details"] == [
        {"product_id": good.product, "offer_id": good.offer, "available": left, "requested": left + 1}
    ]
    return {good.offer: PIECES}


def one_piece_each(crowd: Crowd) -> dict[int, int]:
    return rush(crowd, 1)


def three_pieces_each(crowd: Crowd) -> dict[int, int]:
    return rush(crowd, 3)


def lines_in_both_orders(crowd: Crowd) -> dict[int, int]:
    """Half the buyers name the same goods from the last to the first, and one of the goods is scarce.

    A good in the middle is held until several stand before it: were lines locked as they are named, some would by then
    hold what lies before it and others what lies behind, and one of them would have to die.
    """
    goods = [*crowd.goods(5, 1000), crowd.good(PIECES)]
    baskets = [goods if n % 2 else goods[::-1] for n in range(60)]
    calls = [Call(crowd.buyers[n], "POST", "orders/", order(*basket)) for n, basket in enumerate(baskets)]
    with ThreadPoolExecutor(1) as beside:
        with crowd.holding(goods[2], until_waiting=6):
            pending = beside.submit(crowd.at_once, calls)
        assert codes(pending.result()) == {"201": PIECES, "insufficient_stock": 60 - PIECES}
    assert [crowd.shelf(good)[1] for good in goods] == [PIECES] * 6
    return {good.offer: 1000 for good in goods[:5]} | {goods[5].offer: PIECES}


def one_cart_checked_out_twice(crowd: Crowd) -> dict[int, int]:
    """Each of ten buyers presses both buttons twice."""
    good, buyers = crowd.good(1000), crowd.buyers[:10]
    for buyer in buyers:
        crowd.put(buyer, good, quantity=3)
    presses = ["cart/checkout/", "orders/"] * 2
    answers = crowd.at_once([Call(one, "POST", path, {"address": ADDRESS}) for path in presses for one in buyers])
    assert codes(answers) == {"201": 10, "cart_empty": 30}
    assert crowd.shelf(good) == (1000, 30)
    return {good.offer: 1000}


def checking_out_while_adding(crowd: Crowd) -> dict[int, int]:
    """What was put in and taken is in the order, or still in a cart: no piece is lost, none is in both."""
    good, buyers = crowd.good(1000), crowd.buyers[:10]
    for buyer in buyers:
        crowd.put(buyer, good)
    adding = [Call(one, "POST", "cart/items/", {"offer_id": good.offer, "quantity": 1}) for one in buyers] * 4
    answers = crowd.at_once([*(Call(one, "POST", "cart/checkout/", {"address": ADDRESS}) for one in buyers), *adding])
    assert codes(answers) == {"201": 50}
    left = crowd.sql(f"""SELECT COALESCE(sum(i.quantity), 0) FROM cart_item i JOIN cart_cart c ON c.id = i.cart_id
                          WHERE c.closed_at IS NULL AND i.offer_id = {good.offer}""")
    assert crowd.shelf(good)[1] + left[0][0] == 50
    empty_carts(crowd, buyers)
    return {good.offer: 1000}


def checking_out_at_a_changing_price(crowd: Crowd) -> dict[int, int]:
    """Who names the total they saw pays it, or is told of the new one."""
    good, buyers = crowd.good(1000), crowd.buyers[:20]
    totals = {buyer: crowd.put(buyer, good, quantity=2)["total"] for buyer in buyers}
    calls = [Call(one, "POST", "cart/checkout/", {"address": ADDRESS, "expected_total": totals[one]}) for one in buyers]
    path = f"admin/offers/{good.offer}/"
    calls[10:10] = [Call(crowd.boss, "PATCH", path, {"price": price}) for price in ("120.00", "100.00", "130.00")]
    answers = crowd.at_once(calls)
    assert set(codes(answers)) <= {"200", "201", "price_changed"}
    paid = {one.json()["total"] for one in answers if one.status_code == 201}
    assert paid <= {"200.00"}
    told = {one.json()["total"] for one in answers if one.status_code == 409}
    assert told <= {"240.00", "260.00"}
    empty_carts(crowd, buyers)
    return {good.offer: 1000}


def checking_out_while_stock_is_edited(crowd: Crowd) -> dict[int, int]:
    """The staff's figure is the shelf's from then on, and takes nothing from what is reserved."""
    good, buyers = crowd.good(PIECES), crowd.buyers[:60]
    for buyer in buyers[:20]:
        crowd.put(buyer, good)
    calls = [Call(one, "POST", "cart/checkout/", {"address": ADDRESS}) for one in buyers[:20]]
    calls += [Call(one, "POST", "orders/", order(good)) for one in buyers[20:]]
    edits = [Call(crowd.boss, "PATCH", f"admin/offers/{good.offer}/", {"quantity": n}) for n in (15, 5, 30, 12)]
    answers = crowd.at_once(list(chain(calls[:30], edits, calls[30:])))
    counted = codes(answers)
    assert set(counted) <= {"200", "201", "insufficient_stock"}
    quantity, reserved = crowd.shelf(good)
    assert (reserved, quantity in {15, 5, 30, 12}) == (counted["201"], True)
    assert 5 <= reserved <= 30
    empty_carts(crowd, buyers[:20])
    return {good.offer: quantity}


def checking_out_while_it_is_hidden(crowd: Crowd) -> dict[int, int]:
    """Whoever comes after the hiding was answered gets nothing."""
    good, buyers = crowd.good(1000), crowd.buyers[:20]
    for buyer in buyers:
        crowd.put(buyer, good)
    calls = [Call(one, "POST", "cart/checkout/", {"address": ADDRESS}) for one in buyers]
    calls.insert(5, Call(crowd.boss, "DELETE", f"products/{good.product}/"))
    counted = codes(crowd.at_once(calls))
    assert (set(counted) <= {"204", "201", "unavailable"}, counted["204"]) == (True, 1)
    assert crowd.shelf(good) == (1000, counted["201"])
    assert crowd.call(crowd.buyers[-1], "POST", "orders/", order(good), expect=409)["code"] == "unavailable"
    empty_carts(crowd, buyers)
    return {good.offer: 1000}


def checking_out_while_a_list_is_applied(crowd: Crowd) -> dict[int, int]:
    """A supplier's list puts all prices up together, again and again: an order is of one list, never of two."""
    count = 12
    made = crowd.inside(f"supplier('Список {crowd.statuses.total()}', {count}, 1000)")
    offers = [offer for offer, _product in made["offers"]]
    orders: list[dict[str, Any]] = []
    with crowd.gate(f"restate({made['supplier']}, {count}, 1000)") as heard:
        for turn in range(2):
            named = offers if turn else offers[::-1]
            body = {"items": [{"offer_id": id, "quantity": 1} for id in named], "address": ADDRESS}
            answers = crowd.at_once([Call(one, "POST", "orders/", body) for one in crowd.buyers[:30]])
            assert codes(answers) == {"201": 30}
            orders += [one.json() for one in answers]
    applied = heard[0][-1]
    prices = [{line["price"] for line in one["items"]} for one in orders]
    assert [len(one) for one in prices] == [1] * 60, prices
    assert {Decimal(*one) for one in prices} <= {Decimal(100 + n) for n in range(applied + 1)}
    tell(f"  {applied} lists applied beside 60 orders of {count} lines, at {len(set(map(tuple, prices)))} prices")
    return dict.fromkeys(offers, 1000)


def shipping_against_cancelling(crowd: Crowd) -> dict[int, int]:
    """Of two clerks who ship and two who cancel one wins, and the shelf knows which."""
    goods = crowd.goods(5, PIECES)
    orders = {good: crowd.place(crowd.buyers[n], good, quantity=4)["id"] for n, good in enumerate(goods)}
    for id in orders.values():
        for status in ("confirmed", "assembled"):
            crowd.call(crowd.boss, "PATCH", f"orders/{id}/", {"status": status}, expect=200)
    wanted = [(good, status) for status in ("shipped", "cancelled") * 2 for good in goods]
    answers = crowd.at_once(
        [Call(crowd.boss, "PATCH", f"orders/{orders[good]}/", {"status": status}) for good, status in wanted]
    )
    assert codes(answers) == {"200": 5, "illegal_transition": 15}
    won = {good: status for (good, status), one in zip(wanted, answers, strict=True) if one.status_code == 200}
    assert {good: crowd.shelf(good) for good in goods} == {
        good: (6, 0) if won[good] == "shipped" else (10, 0) for good in goods
    }
    return {good.offer: PIECES for good in goods}


def twenty_cancels(crowd: Crowd) -> dict[int, int]:
    """The buyer, impatient, and the staff: pieces come back once, and another's order keeps its own."""
    good, buyer = crowd.good(PIECES), crowd.buyers[0]
    id = crowd.place(buyer, good, quantity=4)["id"]
    crowd.place(crowd.buyers[1], good, quantity=5)
    calls = [Call(buyer, "DELETE", f"orders/{id}/")] * 10
    calls += [Call(crowd.boss, "PATCH", f"orders/{id}/", {"status": "cancelled"})] * 10
    assert codes(crowd.at_once(calls)) == {"200": 1, "illegal_transition": 19}
    assert crowd.shelf(good) == (PIECES, 5)
    return {good.offer: PIECES}


def one_key_twenty_times(crowd: Crowd) -> dict[int, int]:
    """One order and one answer; who would wait for it over five seconds is told so."""
    good = crowd.good(PIECES)
    key = {"Idempotency-Key": f"click-{good.offer}"}
    answers = crowd.at_once([Call(crowd.buyers[0], "POST", "orders/", order(good), key)] * 20)
    assert set(codes(answers)) <= {"201", "idempotency_in_progress"}
    kept = [one for one in answers if one.status_code == 201]
    assert len({one.content for one in kept}) == 1
    assert Counter(one.headers.get("Idempotency-Replayed") for one in kept) == {None: 1, "true": len(kept) - 1}
    assert crowd.shelf(good) == (PIECES, 1)
    return {good.offer: PIECES}


def two_hundred_invoice_numbers(crowd: Crowd) -> dict[int, int]:
    """Three processes number the same orders, none in the others' order."""
    good = crowd.good(1000)
    bare = "SELECT id FROM orders_order o WHERE NOT EXISTS (SELECT 1 FROM orders_invoice i WHERE i.order_id = o.id)"
    while len(crowd.sql(bare)) < 200:
        crowd.at_once([Call(one, "POST", "orders/", order(good)) for one in crowd.buyers[:50]])
    ids = [id for (id,) in crowd.sql(f"{bare} ORDER BY id LIMIT 200")]
    before = crowd.sql("SELECT count(*) FROM orders_invoice")[0][0]
    turned = [ids, ids[::-1], ids[100:] + ids[:100]]
    with crowd.gate(*(f"number({some})" for some in turned)) as failures:
        pass
    assert failures == [[0]] * 3
    found = crowd.sql("SELECT min(number), max(number), count(*) FROM orders_invoice")
    assert found == [(1, before + 200, before + 200)]
    return {good.offer: 1000}


def empty_carts(crowd: Crowd, buyers: list[str]) -> None:
    for buyer in buyers:
        crowd.call(buyer, "DELETE", "cart/", expect=204)


SCENES: list[Callable[[Crowd], dict[int, int]]] = [
    one_piece_each,
    three_pieces_each,
    lines_in_both_orders,
    one_cart_checked_out_twice,
    checking_out_while_adding,
    checking_out_at_a_changing_price,
    checking_out_while_stock_is_edited,
    checking_out_while_it_is_hidden,
    checking_out_while_a_list_is_applied,
    shipping_against_cancelling,
    twenty_cancels,
    one_key_twenty_times,
    two_hundred_invoice_numbers,
]


def test_many_at_once(installation: dict[str, str], subtests: Any) -> None:
    stated: dict[int, int] = {}
    with opened(installation | {"WEB_WORKERS": "3"}, buyers=BUYERS) as (crowd, web):
        for scene in SCENES:
            for round in range(times(suite=1, soak=20)):
                with subtests.test(scene.__name__, round=round):
                    stated |= scene(crowd)
                    invariants.check(crowd.sql, stated=stated)
                    assert "deadlock" not in web.output
            tell(f"{scene.__name__}: {round + 1} times; answers so far {dict(sorted(crowd.statuses.items()))}")
        assert "Traceback" not in web.output
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert crowd.sql(deadlocks) == [(0,)]
