"""CSV and TSV in any of the dialects that spreadsheets write."""

from itertools import islice
from typing import BinaryIO

from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness
from modules.partners.formats.csv_header import find_header, likeliest_header
from modules.partners.formats.csv_records import Records
from modules.partners.formats.encodings import DecodedText, decode_head, open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.guess import guessed_header
from modules.partners.formats.header import known_fields, read_header
from modules.partners.formats.misnamed import header_unknown
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.records import Record
from modules.partners.formats.table import goods_of
from modules.partners.formats.titles import with_titles

_TO_GUESS_BY = 200


def likeness(head: bytes) -> Likeness:
    text = decode_head(head)
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if first[:1] in ("<", "{", "[") or not first.replace("\t", "").isprintable():
        return Likeness.NONE
    if find_header(text, Columns()):
        return Likeness.SURE
    return Likeness.FAINT if any(delimiter in first for delimiter in ",;\t|") else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    text = open_text(source)
    head = text.read()
    row = find_header(head, columns)
    if row is None:
        return _without_header(text.again(), head, notices, columns)
    titles = [
        Record(line, line_of.split(row.delimiter))
        for line, line_of in enumerate(head.split("\n", row.above)[: row.above], 1)
    ]
    header = with_titles(read_header(row.cells, columns, row.above + 1), titles)
    notices.add_all(header.notices)
    records = Records(text.again(), row.delimiter, row.lines, len(header.columns))
    return Content(goods_of(records, header, notices, columns), currency=header.currency)


def _without_header(text: DecodedText, head: str, notices: Notices, columns: Columns) -> Content:
    """A file of which nobody has said what its columns are may still show it by what is in them."""
    likeliest = likeliest_header(head, columns)
    if likeliest is None:
        raise UnreadablePriceList("columns_unknown", _("No row of the file has several cells; is it a price list?"))
    sample = [one.cells for one in islice(Records(text.again(), likeliest.delimiter, 0, 0), _TO_GUESS_BY)]
    header = guessed_header(sample, columns)
    if header is None:
        known = known_fields(likeliest.cells, columns)
        missing = [one for one in ("name", "price", "quantity") if one not in known]
        raise header_unknown(likeliest.cells, known, missing, likeliest.above + 1)
    notices.add("guessed_columns")
    records = Records(text.again(), likeliest.delimiter, 0, len(header.columns))
    return Content(goods_of(records, header, notices, columns))
