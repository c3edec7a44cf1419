"""What stands above the names of a table's columns and says how its prices are meant: “Все цены указаны в USD”.

A title that gives the prices in thousands, by the pack or in no currency there is makes the list one that nobody can
read without asking; one that names a currency gives it to the prices.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from modules.partners.formats.errors import Param, UnreadablePriceList
from modules.partners.formats.header import Header
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Said
from modules.partners.formats.records import Record
from modules.partners.formats.texts import shown

_MOST_READ, _MOST_SHOWN = 500, 120
_OF_PRICES = re.compile(
    r"\bцен(?:а|ы|е|у|ой|ам|ами|ах)?\b|\bстоимост\w*\b(?! доставк)|\bвалют|\bприведены в|\bуказаны в"
    r"|\bprices?\b(?!.?list)|currenc"
)
_OF_LIST = re.compile(r"\bпрайс|\bprice.?list")
# What a title says besides: for how much one has to order, how it is paid, at which rate it was reckoned.
_ASIDE = re.compile(
    r"\bкурс|\bоплат|\bминимальн|\bзаказ|\bдоставк|\bсумм|\bскидк|\bdiscount|=|\brates?\b|\bpayment|\bpay\b|\bminim|\border|\bdeliver|\bshipping"
)
_NO_UNIT = re.compile(r"\bу\s*\.?\s*е\b\.?", re.IGNORECASE)
_CLAUSES = re.compile(r"[.;!?,()\n]+")
# So much money is the least of an order, or what its delivery costs; “в 1000 руб.” is what prices are counted in.
_AMOUNT = re.compile(
    r"[$€£₽] ?\d[\d ]*(?:[.,]\d+)?"
    r"|(?<!\bв )\b\d[\d ]*(?:[.,]\d+)? ?(?:(?:тыс|тысяч\w*|млн|thousand)\b\.? ?)?"
    r"(?:руб\w*|рубл\w*|р\b|₽|\$|€|£|доллар\w*|евро|тенге|rub|usd|eur|roubles?|dollars?|euros?)\.?"
)
_UNCLEAR = re.compile(
    r"\bв 1 ?000 |\bтыс\b|\bтысяч|\bмлн\b|\bthousand|\bуе\b|условн\w+ единиц|\bза сотн|\bза десят"
    r"|\bза (?:[2-9]|\d{2,}) ?(?:шт|ед|г\b|гр|кг|м\b|мл|л\b|уп|пар)"
    r"|\bза (?:упак|уп\b|короб|кор\b|пачк|паллет|ящик|комплект)"
    r"|\bper (?:\d{2,}|pack|box|case|carton|pallet|dozen|hundred)"
)
_CURRENCIES = {
    "BYN": r"бел(?:орусск\w*)? ?\.? ?руб\w*|\bbyn\b",
    "RUB": r"\bруб(?:л\w+)?\b|\brou?bles?\b|\brub\b|\brur\b|₽",
    "USD": r"\bдоллар\w*|\bdollars?\b|\busd\b|\$",
    "EUR": r"\bевро\b|\beuros?\b|\beur\b|€",
    "CNY": r"\bюан\w+|\byuan\b|\bcny\b|\brmb\b",
    "KZT": r"\bтенге\b|\bkzt\b|₸",
    "UAH": r"\bгрн\b|\bгривн\w+|\buah\b|₴",
    "GBP": r"\bфунт\w* стерл\w*|\bgbp\b|£",
    "TRY": r"\bлир\w?\b|₺",
    **{
        code: rf"\b{code.casefold()}\b"
        for code in ("PLN", "AED", "AMD", "AZN", "KGS", "UZS", "TJS", "CHF", "JPY", "CZK")
    },
}
_CURRENCY = re.compile("|".join(f"(?P<{code}>{pattern})" for code, pattern in _CURRENCIES.items()))


def with_titles(header: Header, titles: Iterable[Record]) -> Header:
    """A header with what the rows above it say; raises UnreadablePriceList (`prices_unclear`)."""
    told = [_Title(title.line, text, kept) for title in titles if (text := _text(title)) and (kept := _of_prices(text))]
    for one in told:
        if _UNCLEAR.search(one.kept):
            raise _unclear(one)
    named = [one for one in told if one.currencies]
    several = set[str]().union(*(one.currencies for one in named))
    if not named or header.currency in several:
        return header
    if header.currency:
        raise _unclear(named[0])
    said: dict[str, Param] = {"row": named[0].line, "title": shown(named[0].text, _MOST_SHOWN)}
    if len(several) > 1:
        return replace(header, notices=(*header.notices, Said("currency_unclear", said)))
    (currency,) = several
    noted = Said("title_currency", {**said, "currency": currency})
    return replace(header, currency=currency, notices=(*header.notices, noted))


class _Title(NamedTuple):
    """What a row says, and what of it is `kept` as said of the prices."""

    line: int
    text: str
    kept: str

    @property
    def currencies(self) -> set[str]:
        return {found.lastgroup for found in _CURRENCY.finditer(self.kept) if found.lastgroup}


def _unclear(title: _Title) -> UnreadablePriceList:
    sentence = _(
        "Row %(row)d says of the prices: “%(title)s”. That is not what the columns say, or not the price of one "
        "piece. Write prices in full, for one piece and in one currency, or take the row out, and send the list again."
    )
    return UnreadablePriceList(
        "prices_unclear", sentence, title.line, row=title.line, title=shown(title.text, _MOST_SHOWN)
    )


def _text(title: Record) -> str:
    return " ".join(" ".join(title.cells)[:_MOST_READ].split())


def _of_prices(text: str) -> str:
    """What a title says of prices, without what it says besides; "" where it says nothing of them."""
    folded = _NO_UNIT.sub("уе", text.casefold().replace("ё", "е"))
    kept = " . ".join(_clauses(_AMOUNT.sub(" ", folded)))
    return kept if _OF_PRICES.search(kept) or _OF_LIST.search(kept) else ""


def _clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSES.split(text):
        if clause.strip() and (_OF_PRICES.search(clause) or not _ASIDE.search(clause)):
            yield clause.strip()
