"""CSV with a header row, in any of the dialects that spreadsheets write."""

from collections.abc import Iterator
from typing import BinaryIO

from modules.partners.formats.amounts import typed
from modules.partners.formats.content import Content, Likeness, RawGood
from modules.partners.formats.csv_header import Header, find_header
from modules.partners.formats.csv_records import Record, Records
from modules.partners.formats.encodings import decode_head, open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices


def likeness(head: bytes) -> Likeness:
    text = decode_head(head)
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if first[:1] in ("<", "{", "[") or not first.replace("\t", "").isprintable():
        return Likeness.NONE
    if _has_header(text):
        return Likeness.SURE
    return Likeness.FAINT if any(delimiter in first for delimiter in ",;\t|") else Likeness.NONE


def read(source: BinaryIO, notices: Notices) -> Content:
    text = open_text(source)
    header = find_header(text.read())
    if header is None:
        raise UnreadablePriceList("no_header", _("No row names the columns; a name and a price at least are needed."))
    if "quantity" not in (field for field, _ in header.columns):
        raise UnreadablePriceList("missing_column", _("No column is for the quantity."), header.lines)
    if header.has_spare_ids:
        notices.add("ambiguous_column")
    records = Records(text.again(), header.delimiter, header.lines, len(header.columns))
    return Content(_goods(records, header), currency=header.currency)


def _has_header(text: str) -> bool:
    try:
        return find_header(text) is not None
    except UnreadablePriceList:
        return True


def _goods(records: Records, header: Header) -> Iterator[RawGood]:
    for record in records:
        if record.problem or any(map(str.strip, record.cells)):
            yield _good(record, header)


def _good(record: Record, header: Header) -> RawGood:
    raw = RawGood(record.line)
    if record.problem:
        raw.problems.append(record.problem)
    if any(map(str.strip, record.cells[len(header.columns) :])):
        sentence = _("The row has more cells than the header (%(columns)d).")
        raw.refuse("", "too_many_cells", sentence, columns=len(header.columns))
    for (field, attribute), cell in zip(header.columns, record.cells, strict=False):
        if field:
            raw.fields[field] = cell
        elif attribute and (text := cell.strip()):
            raw.attributes.append((attribute, typed(text)))
    return raw
