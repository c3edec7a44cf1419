"""Amounts in words, as Russian documents have them under the total."""

from decimal import Decimal

from django.utils.translation import get_language

ONES = (
    "", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
    "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать",
    "девятнадцать",
)  # fmt: skip
FEMININE = {1: "одна", 2: "две"}
TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто",
)  # fmt: skip
HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
GROUPS = (
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
)
THOUSANDS = 1  # the one group whose name is feminine
ROUBLES, KOPECKS = ("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")


def in_words(amount: Decimal, currency: str) -> str:
    """Return `Три тысячи двести сорок восемь рублей 00 копеек`; nothing in other languages and currencies."""
    if currency != "RUB" or get_language() != "ru" or not 0 <= amount < 10**12:
        return ""
    roubles, kopecks = divmod(int(amount * 100), 100)
    said = f"{whole(roubles)} {form(roubles, ROUBLES)} {kopecks:02d} {form(kopecks, KOPECKS)}"
    return said[0].upper() + said[1:]


def whole(number: int) -> str:
    """Return a whole number below a million millions in Russian words, masculine."""
    groups = [number // 1000**place % 1000 for place in range(len(GROUPS))]
    said = [_group(group, place) for place, group in enumerate(groups) if group]
    return " ".join(reversed(said)) or "ноль"


def form(number: int, forms: tuple[str, str, str]) -> str:
    """Return the form of a noun that a number takes: one, two to four, or many."""
    if number % 100 in range(11, 15):
        return forms[2]
    return forms[0] if number % 10 == 1 else forms[1] if number % 10 in range(2, 5) else forms[2]


def _group(group: int, place: int) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10) if rest >= 20 else (0, rest)
    one = FEMININE.get(ones, ONES[ones]) if place == THOUSANDS else ONES[ones]
    return " ".join(filter(None, (HUNDREDS[hundreds], TENS[tens], one, form(group, GROUPS[place]))))
