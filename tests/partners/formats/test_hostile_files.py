"""Files made to do harm, each with what is said of it: nothing is run or fetched, time and memory have an end."""

import gzip
import time
from io import BytesIO

import pytest

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import BadRow
from tests.partners.formats.reading import one_good
from tests.partners.formats.workbook import by_hand, row, workbook, zipped

HEADER = "id,name,price,quantity\n"
LONG = "9" * 5000
CELLS = ["id", "name", "price", "quantity"]
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
OFFER = "<offer id='1'><name>{}</name><price>{}</price><count>1</count></offer>"
OFFER = f"<yml_catalog><shop><offers>{OFFER}</offers></shop></yml_catalog>"
CML = "<КоммерческаяИнформация><ПакетПредложений>{}</ПакетПредложений></КоммерческаяИнформация>"
BOMB = zipped({"price.csv": HEADER + "1,x,5,1\n" + " " * 40_000_000})


def sheet(*rows: str) -> bytes:
    return by_hand(f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>")


FILES: dict[str, tuple[str | bytes, str]] = {
    "yaml: aliases of aliases": ("a: &a [x, x]\nb: &b [*a, *a]\ngoods: [*b, *b]\n", "alias_not_allowed"),
    "yaml: an object": ("goods: !!python/object/apply:os.system [id]\n", "tag_not_allowed"),
    "yaml: itself": ("goods: &a [*a]\n", "alias_not_allowed"),
    "yaml: deep": ("goods:\n- {id: 1, name: x, price: 5, quantity: 1, x: " + "[" * 100 + "]" * 100 + "}\n", "too_deep"),
    "yaml: 5,000 digits": (one_good(price=LONG), "bad_price"),
    "yaml: a key twice": (one_good() + "    name: b\n", "duplicate_key"),
    "yaml: unclosed quote": ('goods:\n- {id: 1, name: "x', "bad_yaml"),
    "json: deep": ('[{"a":' + "[" * 100_000, "too_deep"),
    "json: deep where nobody looks": ('{"x": ' + "[" * 100_000, "too_deep"),
    "json: 5,000 digits": ('[{"name": "x", "quantity": 1, "price": ' + LONG + "}]", "bad_price"),
    "json: a key twice": ('[{"name": "x", "name": "y", "quantity": 1, "price": 5}]', "duplicate_key"),
    "json: a lone surrogate": ('[{"name": "\\ud800", "quantity": 1, "price": 5}]', "bad_characters"),
    "json: NUL": ('[{"name": "a\\u0000b", "quantity": 1, "price": 5}]', "bad_characters"),
    "json: cut off": ('{"goods": [{"name": "x", "price": 5, "quantity": 1}', "bad_json"),
    "json: an unclosed text": ('[{"name": "' + "x" * 6_000_000, "too_long"),
    "csv: unclosed quotes": (HEADER + '1,"x"y,5,1\n' * 200, "broken_quotes"),
    "csv: NUL": (HEADER + "1,a\0b,5,1\n", "bad_characters"),
    "csv: 5,000 digits": (HEADER + f"1,x,{LONG},1\n", "bad_price"),
    "csv: a time for a number": (HEADER + "1,x,12:30:45,1\n", "bad_price"),
    "csv: one endless line": (HEADER + "1," + "x" * 3_000_000, "too_long"),
    "csv: a thousand columns": (HEADER.strip() + "," * 1000 + "\n", "too_many_columns"),
    "csv: KOI8-R": ((HEADER + "1,Чайник электрический белый,5,1\n" * 9).encode("koi8-r"), "unknown_encoding"),
    "csv: UTF-8 with a broken byte": ((HEADER + "1,Чайник,5,1\n").encode() + b"2,\xd0,5,1\n", "unknown_encoding"),
    "csv: UTF-16 cut off": ((HEADER + "1,Чай,5,1\n").encode("utf-16")[:-1], "unknown_encoding"),
    "yml: a billion laughs": (LAUGHS + OFFER.format("&b;", 5), "entity_not_allowed"),
    "yml: a file of the server": (OUTSIDE + OFFER.format("&a;", 5), "entity_not_allowed"),
    "yml: an attribute without end": ("<yml_catalog date='" + "x" * 6_000_000, "too_long"),
    "yml: a text without end": ("<yml_catalog><shop><offers><offer><name>" + "x" * 6_000_000, "too_long"),
    "yml: deep": ("<yml_catalog>" + "<a>" * 5000, "too_deep"),
    "yml: cut off": (OFFER.format("x", 5)[:-20], "bad_xml"),
    "yml: 5,000 digits": (OFFER.format("x", LONG), "bad_price"),
    "yml: an entity nobody knows": (OFFER.format("&nix;", 5), "bad_xml"),
    "yml: one element of a million": ("<yml_catalog><shop><offers><offer>" + "<a/>" * 150_000, "too_many_fields"),
    "commerceml: a billion laughs": (LAUGHS + CML.format("&b;"), "entity_not_allowed"),
    "commerceml: cut off": (CML.format("<Предложение>")[:-9], "bad_xml"),
    "xlsx: a zip bomb": (by_hand("<worksheet>" + " " * 60_000_000), "zip_bomb"),
    "xlsx: cut off": (workbook(A=[CELLS, [1, "x", 5, 1]])[:-100], "bad_zip"),
    "xlsx: entities": (by_hand(LAUGHS + "<worksheet>&b;</worksheet>"), "entity_not_allowed"),
    "xlsx: 5,000 digits": (sheet(row(1, *CELLS), row(2, "1", "x", LONG, "1")), "bad_price"),
    "xlsx: an error": (workbook(A=[CELLS, [1, "x", "#REF!", 1]]), "bad_price"),
    "xlsx: no workbook inside": (zipped({"[Content_Types].xml": "<Types/>"}), "bad_workbook"),
    "zip: a bomb": (BOMB, "zip_bomb"),
    "zip: many files": (zipped({f"{n}.csv": "x" for n in range(150)}), "several_files"),
    "zip: nothing": (zipped({"readme.txt": "x"}), "several_files"),
    "zip: nonsense": (b"PK\x03\x04" + b"x" * 100, "bad_zip"),
    "gzip: a bomb": (gzip.compress(HEADER.encode() + b" " * 40_000_000), "zip_bomb"),
    "gzip: cut off": (gzip.compress(HEADER.encode() + b"1,x,5,1\n" * 99)[:-9], "bad_zip"),
    "gzip: damaged": (b"\x1f\x8b\x08\x00" + b"x" * 100, "bad_zip"),
    "gzip: an archive": (gzip.compress(b"price.csv" + b"\0" * 600), "unknown_format"),
    "gzip: in gzip": (gzip.compress(gzip.compress(HEADER.encode())), "unknown_format"),
    "csv: a bottomless category": (HEADER.strip() + ",category\n1,x,5,1," + "a>" * 1500 + "a\n", "bad_category"),
    "csv: an endless category": (HEADER.strip() + ',category\n1,x,5,1,"' + "a, " * 9000 + 'a"\n', "too_long"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "bad_workbook"),
    "a web page": ("<!DOCTYPE html><html><body>Sign in</body></html>", "unknown_format"),
}


def said_of(file: str | bytes) -> str:
    """The code of the file, or of its one bad row."""
    try:
        rows = list(open_price_list(BytesIO(file if isinstance(file, bytes) else file.encode())))
    except UnreadablePriceList as refused:
        return refused.code
    return next(row.problems[0].code for row in rows if isinstance(row, BadRow))


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_told_so(name: str) -> None:
    file, code = FILES[name]
    began = time.process_time()
    assert said_of(file) == code
    assert time.process_time() - began < 5


def test_words_that_only_look_like_values_stay_words() -> None:
    (read,) = open_price_list(BytesIO(one_good(name="NO", model="12:30:45").encode()))
    assert (read.name, getattr(read, "model", "")) == ("NO", "12:30:45")


def test_empty_rows_of_a_workbook_are_passed_over() -> None:
    empty = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(2, 9_002))
    file = sheet(row(1, *CELLS), empty, row(200_000, "1", "x", "5", "1"))
    (read,) = open_price_list(BytesIO(file))
    assert read.line == 200_000
