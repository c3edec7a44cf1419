"""The rows of a table become goods, whatever file the table stands in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from modules.partners.formats.amounts import typed
from modules.partners.formats.content import RawGood
from modules.partners.formats.header import Header
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.rows import Problem
from modules.partners.formats.variants import KINDS, gathered

_TOTALS = frozenset(
    {"total", "totals", "grand total", "subtotal", "sum", "итого", "всего", "итог", "сумма", "итого по прайсу"}
)
_NUMBERS = re.compile(r"[\d\s.,'’-]+")


@dataclass(frozen=True, slots=True)
class Record:
    """`cells`, or why there are none."""

    line: int
    cells: list[str]
    problem: Problem | None = None


def goods_of(records: Iterable[Record], header: Header, notices: Notices) -> Iterator[RawGood]:
    """A good for each record that is not blank."""
    goods = _goods(records, header, notices)
    return gathered(goods, notices) if header.has("group") or header.has("kind") else goods


def _goods(records: Iterable[Record], header: Header, notices: Notices) -> Iterator[RawGood]:
    may_have_sections, section = not header.has("category") and len(header.columns) > 2, ""
    for record in records:
        filled = [cell.strip() for cell in record.cells if cell.strip()]
        if may_have_sections and len(filled) == 1 and not record.problem and not filled[0][0].isdigit():
            section = filled[0]
            notices.add("section_row")
        elif filled and not record.problem and _is_footer(filled):
            notices.add("footer_row")
        elif filled or record.problem:
            raw = _good(record, header)
            if section:
                raw.fields["category"] = section
            yield raw


def _is_footer(filled: list[str]) -> bool:
    """“Total”, and besides it nothing but numbers."""
    words = [cell for cell in filled if not _NUMBERS.fullmatch(cell)]
    return len(words) == 1 and words[0].casefold().rstrip(" .:") in _TOTALS


def _good(record: Record, header: Header) -> RawGood:
    raw = RawGood(record.line)
    if record.problem:
        raw.problems.append(record.problem)
    if any(map(str.strip, record.cells[len(header.columns) :])):
        sentence = _("The row has more cells than the header (%(columns)d).")
        raw.refuse("", "too_many_cells", sentence, columns=len(header.columns))
    # Cells that a short row lacks are blank all the same: their columns are there.
    lacking = 0 if record.problem else len(header.columns) - len(record.cells)
    for column, cell in zip(header.columns, record.cells + [""] * lacking, strict=False):
        if column.field == "kind":
            _read_kind(raw, column.attribute, cell.strip(), header)
        elif column.field == "pairs":
            raw.attributes += _pairs(cell)
        elif column.field:
            raw.fields[column.field] = cell
        elif column.attribute and (text := cell.strip()):
            raw.attributes.append((column.attribute, typed(text)))
    _read_options(raw)
    return raw


def _read_kind(raw: RawGood, name: str, cell: str, header: Header) -> None:
    if cell.casefold() in KINDS:
        raw.fields["kind"] = cell.casefold()
    elif not header.has("category"):
        raw.fields["category"] = cell
    elif cell:
        raw.attributes.append((name, typed(cell)))


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
        if name and value and value != "Default Title":
            raw.attributes.append((name, typed(value)))
