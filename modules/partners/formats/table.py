"""The rows of a table become goods, whatever file the table stands in."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from modules.partners.formats.amounts import says_none, typed
from modules.partners.formats.category_levels import category_of
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import RawGood
from modules.partners.formats.further_tables import NUMBERS, Tables
from modules.partners.formats.header import LEVEL, Header
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.records import Record
from modules.partners.formats.sections import Sections
from modules.partners.formats.variants import KINDS, gathered

_TOTALS = frozenset({"total", "totals", "grand total", "subtotal", "sum", "всего", "итог", "сумма", "общий итог"})
_BEGIN_TOTALS = ("итого", "всего наименован", "всего позиц", "всего товар", "grand total")
# What is said of no good, whatever stands beside it.
_SUBTOTAL = re.compile(r"(?:под\s?-?[иы]тог|промежуточн\w+ итог|итого по |sub-?\s?total\b(?! \w))", re.IGNORECASE)
_FEWEST_COUNTED = 3


def goods_of(records: Iterable[Record], header: Header, notices: Notices, columns: Columns) -> Iterator[RawGood]:
    """A good for each record that is not blank."""
    goods = _goods(records, Tables(header, columns, notices), notices)
    return gathered(goods, notices) if header.has("group") or header.has("kind") else goods


def _goods(records: Iterable[Record], tables: Tables, notices: Notices) -> Iterator[RawGood]:
    above, sections = 0, Sections(tables.header)
    is_first = True
    for record, below in pairwise(chain(records, [None])):
        assert record is not None
        filled = [cell.strip() for cell in record.cells if cell.strip()]
        is_first, is_top = False, is_first
        if above := max(0, above - 1) or tables.begin(record, below):
            is_first, sections = True, Sections(tables.header)
        elif is_top and _is_numbering(record, tables.header):
            continue
        elif filled and not record.problem and _is_footer(filled):
            notices.add("footer_row")
        elif tables.header is None:
            yield from [tables.refused(record)] if len(filled) > 1 else []
        elif sections.open(record, below):
            notices.add("section_row")
        elif filled or record.problem:
            yield _placed(_good(record, tables.header), record, tables, sections)
    tables.hear()


def _placed(raw: RawGood, record: Record, tables: Tables, sections: Sections) -> RawGood:
    """A good with what stands above it: the heading's category, and the currency of a table that is not the first."""
    if sections.category and not record.problem:
        raw.fields["category"] = sections.category
    if tables.is_further and tables.header:
        raw.currency = tables.header.currency
    return raw


def _is_numbering(record: Record, header: Header | None) -> bool:
    """Whether a row below the header counts the columns, as printed forms have it: no good is called “2”, at 3."""
    columns = range(1, len(header.columns) + 1) if header else range(0)
    return len(columns) >= _FEWEST_COUNTED and [cell.strip() for cell in record.cells] == list(map(str, columns))


def _is_footer(filled: list[str]) -> bool:
    """“Total”, and besides it nothing but numbers."""
    words = [cell for cell in filled if not NUMBERS.fullmatch(cell)]
    if words and _SUBTOTAL.match(words[0]):
        return True
    said = words[0].casefold().rstrip(" .:") if len(words) == 1 else ""
    return said in _TOTALS or said.startswith(_BEGIN_TOTALS)


def _good(record: Record, header: Header) -> RawGood:
    raw = RawGood(record.line)
    if record.problem:
        raw.problems.append(record.problem)
    if any(map(str.strip, record.cells[len(header.columns) :])):
        sentence = _("The row has more cells than the header (%(columns)d).")
        raw.refuse("", "too_many_cells", sentence, columns=len(header.columns))
    # Cells that a short row lacks are blank all the same: their columns are there.
    instead: dict[str, str] = {}
    is_none = False
    lacking = 0 if record.problem else len(header.columns) - len(record.cells)
    for column, cell in zip(header.columns, record.cells + [""] * lacking, strict=False):
        if column.field == "pairs":
            raw.attributes += _pairs(cell)
        elif column.field == "quantity" and "quantity" in raw.fields:
            raw.further.append(cell)
        elif column.field:
            raw.fields[column.field] = cell
        elif text := cell.strip():
            raw.attributes += [(column.attribute, typed(text))] if column.attribute else []
            if column.instead:
                instead.setdefault(column.instead, cell)
            is_none |= column.is_whether and says_none(text)
    blank = {field for field, text in raw.fields.items() if not (text or "").strip()}
    if raw.further:
        blank -= {"quantity"}
    raw.fields.update({field: text for field, text in instead.items() if field in blank})
    if is_none or (raw.fields.get("quantity") and says_none(raw.fields.get("available") or "")):
        raw.fields["quantity"], raw.further = "0", []
    _read_category(raw, header)
    _read_options(raw)
    return raw


def _read_category(raw: RawGood, header: Header) -> None:
    """The category by its column or the columns of its levels, without them by what kind of thing the good is."""
    if f"{LEVEL}0" in raw.fields:
        found = [field for field in raw.fields if field.startswith(LEVEL)]
        raw.fields["category"] = category_of([raw.fields.pop(field) or "" for field in sorted(found)])
    if text := raw.fields.get("category"):
        raw.fields["category"] = header.listing.read(text)
    kind, taxonomy = ((raw.fields.pop(field, "") or "").strip() for field in ("kind", "taxonomy"))
    if kind.casefold() in KINDS:
        raw.fields["kind"], kind = kind.casefold(), ""
    if not (raw.fields.get("category") or "").strip() and (kind or taxonomy):
        raw.fields["category"] = kind or taxonomy
    elif kind:
        name = next(column.attribute for column in header.columns if column.field == "kind")
        raw.attributes.append((name, typed(kind)))


def _pairs(cell: str) -> Iterator[tuple[str, str]]:
    """Magento's “color=Blue,size=M”."""
    for pair in cell.split(","):
        name, _equals, value = pair.partition("=")
        if name.strip() and value.strip():
            yield name.strip(), value.strip()


def _read_options(raw: RawGood) -> None:
    """What a shop's export says in pairs of columns: “Option1 Name”, “Option1 Value”."""
    for field in [field for field in raw.fields if field.startswith("option_value_")]:
        value = (raw.fields[field] or "").strip()
        name = (raw.fields.get(field.replace("value", "name")) or "").strip()
        unit = (raw.fields.get(field.replace("value", "unit")) or "").strip()
        if name and value and value != "Default Title":
            raw.add(f"{name}, {unit}" if unit else name, typed(value))
