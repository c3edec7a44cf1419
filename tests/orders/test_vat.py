"""VAT within prices: rounded once a line, and every sum on paper is the sum of what stands above it."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.documents.spelling import in_words
from modules.orders.rules.vat import vat_shares, vat_within
from tests.orders.shop import goods, order_body, refusing, supplier

CENT = Decimal("0.01")
amounts = st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2)
rates = st.none() | st.decimals(min_value=0, max_value=Decimal("99.99"), places=2)


@pytest.mark.parametrize(
    ("gross", "rate", "vat"),
    [
        ("120.00", "20", "20.00"), ("110.00", "10", "10.00"), ("1499.00", "20", "249.83"), ("100.00", "22", "18.03"),
        ("0.03", "20", "0.01"), ("0.02", "20", "0.00"), ("21.10", "5.5", "1.10"), ("100.00", "0", "0.00"),
    ],
)  # fmt: skip
def test_known_taxes(gross: str, rate: str, vat: str) -> None:
    assert vat_within(Decimal(gross), Decimal(rate)) == Decimal(vat)
    assert vat_within(Decimal(gross), None) == 0


@given(st.lists(st.tuples(amounts, rates), max_size=30))
def test_sums_are_sums_of_rounded_lines(lines: list[tuple[Decimal, Decimal | None]]) -> None:
    shares = vat_shares(lines)
    assert sum(share.gross for share in shares) == sum(gross for gross, _rate in lines)
    assert sum(share.vat for share in shares) == sum(vat_within(gross, rate) for gross, rate in lines)
    assert len({share.rate for share in shares}) == len(shares)
    for share in shares:
        mine = [gross for gross, rate in lines if rate == share.rate]
        assert share.net + share.vat == share.gross == sum(mine)
        assert (share.vat, share.net) == (share.vat.quantize(CENT), share.net.quantize(CENT))
        # Never further from the exact tax of the sum than half a cent a line.
        exact = 0 if share.rate is None else share.gross * share.rate / (100 + share.rate)
        assert abs(share.vat - exact) <= len(mine) * CENT / 2 + Decimal("1e-9")
        assert 0 <= share.vat <= share.gross


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0.00", "Ноль рублей 00 копеек"),
        ("1.01", "Один рубль 01 копейка"),
        ("2002.02", "Две тысячи два рубля 02 копейки"),
        ("11.11", "Одиннадцать рублей 11 копеек"),
        ("21000.21", "Двадцать одна тысяча рублей 21 копейка"),
        ("1000000.05", "Один миллион рублей 05 копеек"),
        ("115342413.99", "Сто пятнадцать миллионов триста сорок две тысячи четыреста тринадцать рублей 99 копеек"),
    ],
)
def test_a_sum_in_words(amount: str, said: str) -> None:
    with translation.override("ru"):
        assert in_words(Decimal(amount), "RUB") == said
        assert in_words(Decimal(amount), "EUR") == ""
    with translation.override("en"):
        assert in_words(Decimal(amount), "RUB") == ""


@refusing
def test_an_order_keeps_the_rates_it_was_placed_at(buyer: Any, clerk: Any, settings: Any) -> None:
    settings.VAT_RATE = Decimal("20.00")
    shop = supplier(delivery="300.00")
    kettle, book = goods(price="120.00", supplier_id=shop), goods(price="110.00", supplier_id=shop)
    clerk.api.patch(f"products/{book.product_id}/", {"vat_rate": "10"})
    order = buyer.api.post("orders/", order_body((kettle, 2), (book, 1))).json()
    clerk.api.patch(f"products/{book.product_id}/", {"vat_rate": "0"})
    settings.VAT_RATE = None
    again = buyer.api.get(f"orders/{order['id']}/").json()
    assert [(line["vat_rate"], line["vat"]) for line in again["items"]] == [("20.00", "40.00"), ("10.00", "10.00")]
    assert (order["vat_rate"], again["vat_rate"]) == ("20.00", "20.00")
    later = buyer.api.post("orders/", order_body((kettle, 1), (book, 1))).json()
    assert [(line["vat_rate"], line["vat"]) for line in later["items"]] == [(None, "0.00"), ("0.00", "0.00")]
    assert later["vat_rate"] is None
