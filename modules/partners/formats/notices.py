"""Things taken with a grain of salt, counted while a file is read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from modules.partners.formats.errors import Param
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.rows import Notice
from modules.partners.formats.texts import shown

SENTENCES = {
    "blank_end": _("Reading ended after 10,000 blank rows; what may stand below them was left out."),
    "footer_row": _("A row with the totals of the list was left out."),
    "blank_row": _("A row with only a picture, a remark or a price in another currency was left out."),
    "ambiguous_column": _(
        "More than one column could mean the same of a good; only the one after the arrow counts: %(columns)s."
    ),
    "bad_category": _("An entry of the category list has no usable id and name and was left out."),
    "bad_gtin": _("A gtin that is not 8, 12, 13 or 14 digits with a right check digit was left out."),
    "column_left_out": _(
        "Columns that speak of money or of the house, or of a further currency, were left out and are seen by nobody: "
        "%(columns)s. If one is to be shown, say that it is an attribute (PUT partner/price-lists/columns/)."
    ),
    "currency_unclear": _(
        "Row %(row)d says of the prices: “%(title)s”; the columns do not tell which currency they are in."
    ),
    "duplicate_category": _("A category id stands in the list more than once; the first name was kept."),
    "empty_list": _("The list has no goods."),
    "generated_id": _("The good has no id; one was made from its model or, without one, from its name."),
    "missing_category": _("The good has no category."),
    "missing_currency": _("Neither the list nor the good says which currency its price is in."),
    "missing_model": _("The good has no model."),
    "mixed_currencies": _("The good has another currency than the first one of the list."),
    "price_rounded": _("A price with more than two decimals was rounded half up."),
    "formula_without_value": _("A cell has a formula whose result is not in the file; it counts as blank."),
    "reserved_not_counted": _(
        "What is reserved of the good could not be taken off its quantity, which may be too large."
    ),
    "reserved_taken_off": _(
        "What is reserved of the good was taken off its quantity, for no column says what is free. If the quantity is "
        "without it already, say that the column of the reserve is to be left out (PUT partner/price-lists/columns/)."
    ),
    "section_row": _("A row with a single cell was taken for the heading of the rows below it."),
    "summed_quantity": _("Several columns say what is in stock at different places; their quantities were added up."),
    "title_currency": _("Row %(row)d says which currency the prices are in, %(currency)s: “%(title)s”."),
    "unknown_category": _("The category of the good is not in the list's own categories; it was taken as a name."),
    "unlisted_category": _("The list names no category with the id that the good has; the good counts as without one."),
    "variants_gathered": _("A row stands for a good whose variants are rows of their own; the variants were taken."),
    "vague_price": _("A price says only where prices begin (“from 500”); that was taken."),
    "vague_quantity": _("The quantity says only that there are some, or at least so many; the fewest were taken."),
    "no_offer": _("The catalogue names a good that has no price in the offers; it was left out."),
    "hidden_sheet": _("Sheets with goods are hidden in the workbook and were left out: %(sheets)s."),
    "hidden_row": _("Rows that are hidden in the workbook, by a filter perhaps, were taken like all others."),
    "offers_only": _("The offers came without their catalogue: names, prices and quantities are all that they say."),
    "guessed_columns": _("No row names the columns; what they are was guessed from what is in them."),
    "unknown_field": _("The good has a field of unknown meaning, which was left out."),
}


_MOST_TOLD = 500


@dataclass(frozen=True, slots=True)
class Said:
    """Something to be noticed of a table's columns, with the values that its sentence has places for."""

    code: str
    params: dict[str, Param] = field(default_factory=dict)


class Notices:
    """Counts notices by code."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()
        self._params: dict[str, dict[str, Param]] = {}

    def add(self, code: str) -> None:
        self._rows[code] += 1

    def say(self, code: str, rows: int, **params: Param) -> None:
        """Note something of so many rows, with the values that its sentence has places for."""
        self._rows[code] = rows
        self._params[code] = params

    def add_all(self, several: Iterable[Said]) -> None:
        """Note what is odd about the columns of a table; those of several tables are told together."""
        for one in several:
            self._rows[one.code] += 1
            before, params = self._params.get(one.code, {}), dict(one.params)
            if "columns" in params:
                told = [*str(before.get("columns", "")).split("; "), *str(params["columns"]).split("; ")]
                params["columns"] = shown("; ".join(dict.fromkeys(filter(None, told))), _MOST_TOLD)
            self._params[one.code] = params

    def listed(self) -> tuple[Notice, ...]:
        return tuple(
            Notice(code, SENTENCES[code], rows, self._params.get(code, {})) for code, rows in sorted(self._rows.items())
        )
