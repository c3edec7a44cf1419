"""One good as written becomes a good as it is kept, or a row of errors: the same strict reading for every format."""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from modules.partners.formats import codes
from modules.partners.formats.amounts import refuse_broken_cell
from modules.partners.formats.content import Content, RawGood
from modules.partners.formats.errors import Param, Refused, UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.pieces import Stocks
from modules.partners.formats.placing import MAX_NAME, Place, Places
from modules.partners.formats.prices import WITHOUT, Prices
from modules.partners.formats.rows import Attribute, BadRow, Gone, Good
from modules.partners.formats.samples import told
from modules.partners.formats.seen import Lines
from modules.partners.formats.texts import is_visible, many_lines, one_line, shown, without_markup

MAX_CODE = 120
MAX_ATTRIBUTE_NAME = 80
MAX_ATTRIBUTE_VALUE = 500
MAX_DESCRIPTION = 10_000
# What a new good needs, by which of its fields tells it; and what else is not touched where a list leaves it out.
_NEEDED = {"name": ("name",), "price": ("price",), "quantity": ("quantity", "available")}
_KEPT = ("price_rrp", "model")

# What a spreadsheet makes of a long number: “4,60701E+12”.
_SHORTENED = re.compile(r"\d(?:[.,]\d+E\+?|E\+)\d{1,3}", re.IGNORECASE)


def currency_of(content: Content) -> str | None:
    """The currency of the whole file; one that does not exist makes every price in it doubtful: `bad_currency`."""
    try:
        return codes.currency(content.currency or "")
    except Refused as refused:
        raise UnreadablePriceList(refused.code, refused.detail, None, **refused.params) from None


class Checker:
    """Checks the goods of one file, in their order."""

    def __init__(
        self,
        content: Content,
        notices: Notices,
        sample: list[RawGood],
        only_currency: str | None,
        folder: Path | None = None,
    ) -> None:
        self._places = Places(content.categories, content.parents, told(sample, "category"))
        self._currency = currency_of(content)
        self._prices = Prices(sample)
        self._stocks = Stocks(sample, have_commas=self._prices.have_commas)
        self._only_currency = only_currency
        self._first_currency: str | None = None
        self._notices = notices
        self._lines = Lines(folder)

    def check(self, raw: RawGood) -> Good | Gone | BadRow:
        """The good, or all that is wrong with it; only goods that are taken are counted in notices."""
        if raw.is_withdrawn and not raw.problems and (gone := _take(raw, "external_id", _code, "")):
            return Gone(raw.line, gone)
        if raw.problems and not raw.fields:
            return BadRow(raw.line, "", "", tuple(raw.problems), raw.sheet)
        noted = raw.noted
        good = self._read(raw, noted)
        self._refuse_duplicate(raw, good.external_id)
        if raw.problems:
            return _bad_row(raw, good)
        self._lines.note(good.external_id, raw.line, raw.sheet)
        for code in good.noted:
            self._notices.add(code)
        return good

    def _read(self, raw: RawGood, noted: list[str]) -> Good:
        unsaid = _unsaid(raw)
        name = "" if "name" in unsaid else _take(raw, "name", _name, "")
        model = _take(raw, "model", _id, "")
        place = _take(raw, "category", self._places.of, Place())
        _note(noted, missing_category=not place.key and "name" not in unsaid)
        _note(noted, unknown_category=bool(place.key) and not place.is_listed)
        price = WITHOUT if "price" in unsaid else _take(raw, "price", self._prices.price, WITHOUT)
        rrp = _take(raw, "price_rrp", self._prices.recommended, WITHOUT)
        pieces = None if "quantity" in unsaid else self._stocks.of(raw)
        _note(noted, missing_model=not model and "name" not in unsaid, vague_quantity=bool(pieces and pieces.is_vague))
        currency = self._currency_of(raw, price.currency, noted)
        self._refuse_other(raw, rrp.currency, currency)
        _note(noted, price_rounded=price.is_rounded or rrp.is_rounded, vague_price=price.is_vague)
        return Good(
            line=raw.line,
            external_id=_external_id(raw, model, name, noted),
            name=name,
            category=place.key,
            category_name=place.name,
            category_path=place.path,
            model=model,
            brand=_take(raw, "brand", _code, ""),
            gtin=_gtin(raw, noted),
            price=None if "price" in unsaid else price.amount,
            price_rrp=rrp.amount or None,
            quantity=pieces.number if pieces else None,
            currency=currency,
            attributes=_attributes(raw),
            description=_take(raw, "description", _description, ""),
            unsaid=unsaid,
            sheet=raw.sheet,
            noted=tuple(dict.fromkeys(noted)),
        )

    def _currency_of(self, raw: RawGood, with_price: str | None, noted: list[str]) -> str | None:
        of_list = raw.currency or self._currency
        named = _take(raw, "currency", codes.currency, None)
        if named and with_price and named != with_price:
            sentence = _(
                "The price is written in %(written)s, and its currency is given as %(named)s; write one of them."
            )
            raw.refuse("price", "bad_price", sentence, written=with_price, named=named)
        currency = named or with_price or of_list
        self._first_currency = self._first_currency or currency
        is_other = currency is not None and currency != self._first_currency
        is_priced = bool((raw.fields.get("price") or "").strip())
        _note(noted, missing_currency=not currency and is_priced, mixed_currencies=is_other)
        if self._only_currency and currency not in (None, self._only_currency):
            sentence = _("The price is in %(currency)s; this shop takes %(shop)s.")
            raw.refuse("currency", "currency_mismatch", sentence, currency=str(currency), shop=self._only_currency)
        return currency

    def _refuse_other(self, raw: RawGood, recommended: str | None, currency: str | None) -> None:
        """A recommended price in another currency than the price's would stand beside it as if it were in the same."""
        if recommended and recommended != (currency or self._only_currency or recommended):
            sentence = _("The recommended price is in %(currency)s, and the price is not.")
            raw.refuse("price_rrp", "bad_price", sentence, currency=recommended)

    def _refuse_duplicate(self, raw: RawGood, external_id: str) -> None:
        """What a row that was refused itself has said counts for nothing."""
        earlier = self._lines.find(external_id) if external_id else None
        if not earlier:
            return
        said: dict[str, Param] = {"line": earlier.line, "id": shown(external_id)}
        sentence = _("Line %(line)d has the id “%(id)s” already.")
        if earlier.sheet != raw.sheet:
            sentence = _("Line %(line)d of the sheet “%(other)s” has the id “%(id)s” already.")
            said["other"] = earlier.sheet
        raw.refuse("external_id", "duplicate_id", sentence, **said)


def _bad_row(raw: RawGood, read: Good) -> BadRow:
    external_id = read.external_id or shown(raw.fields.get("external_id") or "", MAX_CODE)
    name = read.name or shown(raw.fields.get("name") or "", MAX_NAME)
    return BadRow(raw.line, external_id, name, tuple(raw.problems), raw.sheet)


def _unsaid(raw: RawGood) -> frozenset[str]:
    """What the list does not tell of a good: with its id, its price or its quantity alone is news of a known one."""
    kept = frozenset(field for field in _KEPT if field not in raw.fields)
    left = {field for field, told_by in _NEEDED.items() if not any(one in raw.fields for one in told_by)}
    is_enough = is_visible(raw.fields.get("external_id") or "") and not {"price", "quantity"} <= left
    return kept | left if is_enough else kept


def _note(noted: list[str], **happened: bool) -> None:
    noted += [code for code, is_so in happened.items() if is_so]


def _take[T](raw: RawGood, field: str, read: Callable[[str], T], otherwise: T) -> T:
    try:
        return read(raw.fields.get(field) or "")
    except Refused as refused:
        raw.refuse(field, refused.code, refused.detail, **refused.params)
        return otherwise


def _name(text: str) -> str:
    if name := one_line(text, MAX_NAME):
        return name
    raise Refused("missing_name", _("The good has no name."))


def _code(text: str) -> str:
    return one_line(text, MAX_CODE)


def _id(text: str) -> str:
    """A code; one that a spreadsheet has shortened is that of many goods."""
    refuse_broken_cell(text, "bad_id")
    if _SHORTENED.fullmatch(text.strip()[:MAX_CODE]):
        sentence = _(
            "The program has shortened the code to “%(value)s”: format its column as text, and write it in full."
        )
        raise Refused("bad_id", sentence, value=shown(text))
    return _code(text)


def _description(text: str) -> str:
    return many_lines(without_markup(text), MAX_DESCRIPTION)


def _gtin(raw: RawGood, noted: list[str]) -> str:
    """A wrong GTIN joins goods that are not the same, so it is rather left out; the good stands without it."""
    try:
        return codes.gtin(raw.fields.get("gtin") or "")
    except Refused:
        noted.append("bad_gtin")
        return ""


def _external_id(raw: RawGood, model: str, name: str, noted: list[str]) -> str:
    before = len(raw.problems)
    given = _take(raw, "external_id", _id, "")
    if given or len(raw.problems) > before:
        return given
    noted.append("generated_id")
    return model or (f"name-{sha256(name.casefold().encode()).hexdigest()[:16]}" if name else "")


def _attributes(raw: RawGood) -> tuple[Attribute, ...]:
    kept: dict[str, Attribute] = {}
    for written, value in raw.attributes:
        try:
            name = _attribute_name(written)
            kept_value = _attribute_text(value) if isinstance(value, str) else value
        except Refused as refused:
            raw.refuse(written, refused.code, refused.detail, **refused.params)
            continue
        if name in kept:
            raw.refuse(name, "duplicate_key", _("The attribute “%(name)s” is given twice."), name=name)
        elif kept_value != "":
            kept[name] = Attribute(name, kept_value)
    return tuple(kept.values())


@lru_cache(maxsize=4096)
def _attribute_name(text: str) -> str:
    if name := one_line(text, MAX_ATTRIBUTE_NAME):
        return name
    raise Refused("missing_name", _("An attribute has no name."))


@lru_cache(maxsize=4096)
def _attribute_text(text: str) -> str:
    return one_line(text, MAX_ATTRIBUTE_VALUE)
