"""Goods out of a seed: the n-th is the same whatever stands before or is asked for after it."""

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import accumulate, count
from random import Random

from demo.warehouse.shelves import Shelf, Value, shares, shelves
from modules.catalog.public import NewOffer, NewProduct, NewReview

# Each block has a dice of its own, so that a warehouse can be filled on from where it ends.
BLOCK = 1000
FIRST_DAY, DAYS = datetime(2021, 1, 1, tzinfo=UTC), 5 * 365
OFFERS = (1, 1, 2, 2, 2, 2, 3, 3)
REVIEWS = (0, 0, 0, 0, 1, 1, 2, 2, 3, 5)
HIDDEN, SOLD_OUT, MARKED = 0.02, 0.1, 0.85
PRAISE = (
    "Надёжная вещь на каждый день.",
    "Хорош и дома, и в подарок.",
    "Новая партия, проверено на складе.",
    "Выбор тех, кто считает деньги.",
    "Сделано с умом и запасом прочности.",
    "Покупатели возвращаются за ним снова.",
    "Прост в уходе и служит долго.",
    "Привозим со склада за два дня.",
)
WORDS = {
    1: ("Сломалось через неделю.", "Верните деньги!", "Не то, что на картинке."),
    2: ("Ожидал большего.", "За эти деньги можно найти лучше."),
    3: ("Обычная вещь.", "Работает, но без восторга.", "Доставили позже, чем обещали."),
    4: ("Хорошо, но есть мелочи.", "Почти всё понравилось.", ""),
    5: ("Отлично!", "Беру уже второй раз.", "Жена довольна.", "Рекомендую.", ""),
}
NAMES = ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Захар", "Инна", "Кирилл", "Лидия", "Марат")
LETTERS = "ABCDEHKLMNPRSTVX"

type Dice = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Where its goods stand and who sells them; `categories` are the ids of `shelves()`, in their order."""

    seed: int
    categories: Sequence[int]
    suppliers: Sequence[int]

    def goods(self, *, start: int = 0) -> Iterator[NewProduct]:
        """Yield goods without end, from number `start` on."""
        bounds = list(accumulate(shares()))
        for block in count(start // BLOCK):
            dice = Random(f"{self.seed}/{block}").random
            for n in range(block * BLOCK, (block + 1) * BLOCK):
                place = min(bisect(bounds, dice()), len(bounds) - 1)
                made = self._good(n, shelves()[place], self.categories[place], dice)
                if n >= start:
                    yield made

    def _good(self, n: int, shelf: Shelf, category_id: int, dice: Dice) -> NewProduct:
        brand, model = _one(shelf.brands, dice()), _model(dice)
        attributes = tuple((name, _one(values, dice())) for name, values in shelf.says)
        name = f"{shelf.word} {brand} {model}, {_said(attributes)}"
        created_at = FIRST_DAY + timedelta(seconds=int(dice() * DAYS * 86_400))
        return NewProduct(
            category_id=category_id,
            name=name,
            description=f"{name}. {_one(PRAISE, dice())} {_listed(attributes)}.",
            brand=brand,
            model=model,
            gtin=_gtin(n) if dice() < MARKED else "",
            is_active=dice() >= HIDDEN,
            created_at=created_at,
            attributes=attributes,
            offers=self._offers(n, shelf.price, dice),
            reviews=_reviews(created_at, dice),
        )

    def _offers(self, n: int, price: int, dice: Dice) -> tuple[NewOffer, ...]:
        usual = price * 2 ** (3 * (dice() + dice() + dice()) - 4.5)
        several, first, sold_out = _one(OFFERS, dice()), int(dice() * len(self.suppliers)), dice() < SOLD_OUT
        return tuple(
            NewOffer(
                supplier_id=self.suppliers[(first + place) % len(self.suppliers)],
                external_id=f"{self.seed}-{n:08d}",  # as a text it sorts like the number
                price=_price(usual * (0.97 + 0.15 * dice())),
                price_rrp=_price(usual * 1.2) if place == 0 else None,
                quantity=0 if sold_out else int(dice() ** 3 * 500),
            )
            for place in range(several)
        )


def _reviews(since: datetime, dice: Dice) -> tuple[NewReview, ...]:
    liked = dice()
    return tuple(_review(min(5, 1 + int((liked + dice()) * 3)), since, dice) for _ in range(_one(REVIEWS, dice())))


def _review(rating: int, since: datetime, dice: Dice) -> NewReview:
    return NewReview(
        _one(NAMES, dice()), rating, _one(WORDS[rating], dice()), since + timedelta(seconds=int(dice() * 90 * 86_400))
    )


def _price(amount: float) -> Decimal:
    """A price as shops write it: 87, 459, 2 490, 18 990."""
    if amount < 100:
        return Decimal(max(9, round(amount)))
    if amount < 1000:
        return Decimal(round(amount / 10) * 10 - 1)
    step = 50 if amount < 10_000 else 500
    return Decimal(round(amount / step) * step - 10)


def _model(dice: Dice) -> str:
    return f"{_one(LETTERS, dice())}{_one(LETTERS, dice())}-{1000 + int(dice() * 9000)}"


def _gtin(n: int) -> str:
    """A GTIN-13 that no shop's goods carry: those that begin with 2 are free for use in house (GS1)."""
    digits = f"21{n:010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


def _said(attributes: Sequence[tuple[str, Value]]) -> str:
    return ", ".join(value for _name, value in attributes[:2] if isinstance(value, str)) or "новинка"


def _listed(attributes: Sequence[tuple[str, Value]]) -> str:
    return ", ".join(f"{name.lower()}: {value}" for name, value in attributes if not isinstance(value, bool))


def _one[T](of: Sequence[T], dice: float) -> T:
    return of[int(dice * len(of))]
