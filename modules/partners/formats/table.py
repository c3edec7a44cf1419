"""The rows of a table become goods, whatever file the table stands in."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from modules.partners.formats.amounts import typed
from modules.partners.formats.category_levels import category_of
from modules.partners.formats.content import RawGood
from modules.partners.formats.header import LEVEL, Header
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.records import Record
from modules.partners.formats.sections import Sections
from modules.partners.formats.variants import KINDS, gathered

_TOTALS = frozenset({"total", "totals", "grand total", "subtotal", "sum", "всего", "итог", "сумма"})
_BEGIN_TOTALS = ("итого", "всего наименован", "всего позиц", "всего товар", "grand total")
_FEWEST_COUNTED = 3
_NUMBERS = re.compile(r"[$€£₽]?[\d\s.,'’-]+(?:руб|р|₽|шт|\$|€|rub|usd|eur)?\.?", re.IGNORECASE)


def goods_of(records: Iterable[Record], header: Header, notices: Notices) -> Iterator[RawGood]:
    """A good for each record that is not blank."""
    goods = _goods(records, header, notices)
    return gathered(goods, notices) if header.has("group") or header.has("kind") else goods


def _goods(records: Iterable[Record], header: Header, notices: Notices) -> Iterator[RawGood]:
    sections = Sections(header)
    found = iter(records)
    first = next(found, None)
    top = [] if first is None or _is_numbering(first, header) else [first]
    for record, below in pairwise(chain(top, found, [None])):
        assert record is not None
        filled = [cell.strip() for cell in record.cells if cell.strip()]
        if filled and not record.problem and _is_footer(filled):
            notices.add("footer_row")
        elif sections.open(record, below):
            notices.add("section_row")
        elif filled or record.problem:
            raw = _good(record, header)
            if sections.category and not record.problem:
                raw.fields["category"] = sections.category
            yield raw


def _is_numbering(record: Record, header: Header) -> bool:
    """Whether a row below the header counts the columns, as printed forms have it: no good is called “2”, at 3."""
    columns = range(1, len(header.columns) + 1)
    return len(columns) >= _FEWEST_COUNTED and [cell.strip() for cell in record.cells] == list(map(str, columns))


def _is_footer(filled: list[str]) -> bool:
    """“Total”, and besides it nothing but numbers."""
    words = [cell for cell in filled if not _NUMBERS.fullmatch(cell)]
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
    lacking = 0 if record.problem else len(header.columns) - len(record.cells)
    for column, cell in zip(header.columns, record.cells + [""] * lacking, strict=False):
        if column.field == "pairs":
            raw.attributes += _pairs(cell)
        elif column.field == "quantity" and "quantity" in raw.fields:
            raw.further.append(cell)
        elif column.field:
            raw.fields[column.field] = cell
        elif column.attribute and (text := cell.strip()):
            raw.attributes.append((column.attribute, typed(text)))
            if column.instead:
                instead.setdefault(column.instead, cell)
    blank = {field for field, text in raw.fields.items() if not (text or "").strip()}
    if raw.further:
        blank -= {"quantity"}
    raw.fields.update({field: text for field, text in instead.items() if field in blank})
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
