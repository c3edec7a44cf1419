import itertools
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.rules import addresses, numbers, quoting, states
from modules.orders.rules.states import Status

MONEY = st.decimals(min_value=0, max_value=10**8, places=2)
STATUSES = st.sampled_from(list(Status))


@dataclass(frozen=True)
class Line:
    supplier_id: int
    price: Decimal
    quantity: int


@dataclass(frozen=True)
class Terms:
    delivery: Decimal = Decimal(0)
    free_from: Decimal | None = None
    minimum: Decimal = Decimal(0)


LINES = st.lists(st.builds(Line, st.integers(1, 4), MONEY, st.integers(1, 1000)), max_size=20)


def test_the_table() -> None:
    way = [Status.PENDING, Status.CONFIRMED, Status.ASSEMBLED, Status.SHIPPED, Status.DELIVERED]
    legal = set(itertools.pairwise(way)) | {(status, Status.CANCELLED) for status in way[:3]}
    assert {(a, b) for a in Status for b in Status if states.is_legal(a, b)} == legal


def test_what_a_buyer_may() -> None:
    allowed = {(a, b) for a in Status for b in Status if states.may(states.Actor.BUYER, a, b)}
    assert allowed == {(Status.PENDING, Status.CANCELLED), (Status.CONFIRMED, Status.CANCELLED)}
    assert all(states.is_legal(a, b) for a, b in allowed)


@pytest.mark.parametrize(
    ("parts", "standing"),
    [
        (["pending"], "pending"),
        (["shipped", "confirmed"], "confirmed"),
        (["cancelled", "shipped"], "shipped"),
        (["cancelled", "delivered", "delivered"], "delivered"),
        (["cancelled", "cancelled"], "cancelled"),
    ],
)
def test_standing(parts: list[str], standing: str) -> None:
    assert states.standing_of(parts) == standing


@given(st.lists(STATUSES, min_size=1))
def test_standing_is_that_of_a_part_and_none_is_slower(parts: list[Status]) -> None:
    standing = states.standing_of(parts)
    assert standing in parts
    living = [states.PACE.index(part) for part in parts if part != Status.CANCELLED]
    assert not living or states.PACE.index(standing) == min(living)


@given(LINES, MONEY, st.none() | MONEY)
def test_a_quote_adds_up(lines: list[Line], rate: Decimal, free_from: Decimal | None) -> None:
    cost = quoting.quote(lines, dict.fromkeys(range(1, 5), Terms(rate, free_from)))
    assert cost.subtotal == sum(line.price * line.quantity for line in lines)
    assert cost.total == cost.subtotal + cost.delivery
    assert [share.supplier_id for share in cost.shares] == sorted({line.supplier_id for line in lines})
    for share in cost.shares:
        free = free_from is not None and share.subtotal >= free_from
        assert share.delivery == (0 if free else rate)


def test_delivery_is_free_from_the_very_amount() -> None:
    terms = Terms(Decimal("250"), Decimal("1000"))
    assert quoting.delivery_of(Decimal("999.99"), terms) == Decimal("250.00")
    assert quoting.delivery_of(Decimal("1000.00"), terms) == 0


@given(st.integers(1, 10**12))
def test_numbers_are_read_back(id: int) -> None:
    number = numbers.number_of(id)
    assert numbers.id_of(number) == numbers.id_of(number.lower()) == numbers.id_of(number[2:]) == id


@pytest.mark.parametrize("text", ["", "T-", "Т-12", "чайник", "T-1000000000000000000000", "-100042", "T-100042x"])
def test_what_is_no_number(text: str) -> None:
    assert numbers.id_of(text) is None


def test_search_text_is_folded() -> None:
    address = addresses.Address(recipient="Пётр  ЁЛКИН", phone="+7 (900) 111-22-33")
    assert addresses.search_text(address) == "петр елкин +7 (900) 111-22-33 79001112233"


def test_an_address_tells_its_numbers_apart() -> None:
    place = addresses.Address("Тверь", "Мира", "7", structure="2", building="3", apartment="5")
    with translation.override("ru"):
        assert place.one_line() == "Тверь, Мира, д. 7, корп. 3, стр. 2, кв. 5"
    with translation.override("en"):
        assert place.one_line() == "Тверь, Мира, house 7, building 3, structure 2, apt. 5"
        assert addresses.Address("Тверь", "Мира", "вл. 7", structure="А", apartment="офис 5").one_line() == (
            "Тверь, Мира, вл. 7, structure А, офис 5"
        )
