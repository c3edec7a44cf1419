"""Money is an exact decimal with its currency; arithmetic across currencies is refused."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from django.utils.formats import number_format
from django.utils.translation import get_language
from pydantic import WithJsonSchema

CENT = Decimal("0.01")
# How an amount is described where it leaves the service: a string, so that no reader makes a float of it.
type MoneyAmount = Annotated[
    Decimal, WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["1499.00"]})
]


def rounded(amount: Decimal) -> Decimal:
    """Return the amount at two places, halves away from zero, as tills and tax forms do."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def written(amount: Decimal) -> str:
    """Return an amount as people of the active language write it: `1 499,00` in Russian, `1,499.00` in English."""
    return number_format(amount, 2, force_grouping=True)


def unit(currency: str) -> str:
    """Return a currency as people of the active language write it beside an amount: `₽` in Russian, else its code."""
    return "₽" if currency == "RUB" and get_language() == "ru" else currency


def written_in(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency as people of the active language write it, which no line end parts."""
    return f"{written(amount)}\N{NO-BREAK SPACE}{unit(currency)}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount at two places in an ISO 4217 currency."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", rounded(self.amount))

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, pieces: int) -> "Money":
        return Money(self.amount * pieces, self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
