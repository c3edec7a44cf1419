"""The header row of a CSV price list: where it is, what separates its cells, what its columns mean."""

import csv
from dataclasses import dataclass
from unicodedata import normalize

from modules.partners.formats.codes import currency
from modules.partners.formats.errors import Refused, UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import shown

# By field of a good: the names its column goes by, in English and Russian. Where a list has several columns for the
# id (a number of its own and an article code), the name that stands first here wins.
_NAMES = {
    "external_id": "id, external id, ид, sku, артикул, код, код товара, article, артикул поставщика, vendor code",
    "name": "name, название, наименование, title, product name, товар, номенклатура, название товара",
    "category": "category, категория, categories, категории, группа, раздел",
    "model": "model, модель",
    "brand": "brand, бренд, марка, производитель, vendor, manufacturer",
    "gtin": "gtin, ean, ean13, ean 13, upc, barcode, штрихкод, штрих код",
    "price": "price, цена, стоимость, цена оптовая, оптовая цена",
    "price_rrp": "price rrc, price rrp, rrp, rrc, msrp, ррц, мрц, розничная цена, цена розничная",
    "quantity": "quantity, qty, количество, кол во, остаток, остатки, stock, inventory, inventory count, наличие",
    "currency": "currency, валюта",
    "description": "description, описание",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split(", ")}
_RANKS = {name: rank for rank, name in enumerate(_FIELDS)}
_PIECES = frozenset({"шт", "шт.", "штук", "pcs", "pcs.", "pc"})
_DELIMITERS = ";,\t|"
_MAX_LINES_ABOVE = 30
_MAX_LINES_INSIDE = 10
_MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Header:
    """`columns` are (field of Good or "", attribute name or ""), in the order of the file."""

    delimiter: str
    lines: int
    columns: tuple[tuple[str, str], ...]
    currency: str | None
    has_spare_ids: bool


def find_header(head: str) -> Header | None:
    """The first row that names at least a name and a price; titles and blank lines may stand above it.

    Raises UnreadablePriceList (`duplicate_column`, `too_many_columns`).
    """
    lines = head.split("\n", _MAX_LINES_ABOVE + _MAX_LINES_INSIDE)
    for above in range(min(len(lines), _MAX_LINES_ABOVE)):
        found = [_Candidate.read(lines[above : above + _MAX_LINES_INSIDE], delimiter) for delimiter in _DELIMITERS]
        best = max(found, key=_Candidate.fields_known)
        if best.is_header():
            return best.header(above)
    return None


@dataclass(frozen=True, slots=True)
class _Candidate:
    delimiter: str
    lines: int
    cells: list[str]

    @classmethod
    def read(cls, lines: list[str], delimiter: str) -> "_Candidate":
        reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, skipinitialspace=True)
        try:
            return cls(delimiter, cells=next(reader, []), lines=reader.line_num)
        except csv.Error:
            return cls(delimiter, 0, [])

    def known(self) -> list[str]:
        return [field for cell in self.cells if (field := _field_of(cell))]

    def fields_known(self) -> int:
        return len(set(self.known()))

    def is_header(self) -> bool:
        return {"name", "price"} <= set(self.known())

    def header(self, above: int) -> Header:
        if len(self.cells) > _MAX_COLUMNS:
            raise UnreadablePriceList(
                "too_many_columns", _("More than %(most)d columns."), above + 1, most=_MAX_COLUMNS
            )
        ids = sorted((cell for cell in self.cells if _field_of(cell) == "external_id"), key=_rank)
        columns = tuple(_column(cell, ids) for cell in self.cells)
        self._refuse_duplicates(columns, above + 1)
        return Header(self.delimiter, above + self.lines, columns, self._currency(), len(ids) > 1)

    def _refuse_duplicates(self, columns: tuple[tuple[str, str], ...], line: int) -> None:
        met: set[tuple[str, str]] = set()
        for column, cell in zip(columns, self.cells, strict=True):
            if column in met and any(column):
                sentence = _("More than one column says what “%(name)s” says.")
                raise UnreadablePriceList("duplicate_column", sentence, line, name=shown(cell))
            met.add(column)

    def _currency(self) -> str | None:
        units = (_split_unit(cell)[1] for cell in self.cells if _field_of(cell) == "price")
        return next((code for unit in units if (code := _currency_of(unit))), None)


def _column(cell: str, ids: list[str]) -> tuple[str, str]:
    field = _field_of(cell)
    if field and (field != "external_id" or cell == ids[0]):
        return field, ""
    return "", cell.strip()


def _field_of(cell: str) -> str:
    """The field a column is for: by its whole name, or by its name without the unit (“Цена, руб.”, “Qty (pcs)”)."""
    if field := _FIELDS.get(_folded(cell)):
        return field
    name, unit = _split_unit(cell)
    return _FIELDS.get(_folded(name), "") if unit in _PIECES or _currency_of(unit) else ""


def _rank(cell: str) -> int:
    return _RANKS.get(_folded(cell), len(_RANKS))


def _split_unit(cell: str) -> tuple[str, str]:
    name, _, unit = cell.replace("(", ",").partition(",")
    return name, unit.strip(" )\n").casefold()


def _currency_of(unit: str) -> str | None:
    try:
        return currency(unit)
    except Refused:
        return None


def _folded(cell: str) -> str:
    plain = normalize("NFC", cell[:100]).casefold().replace("ё", "е")
    return " ".join(plain.replace("_", " ").replace("-", " ").split())
