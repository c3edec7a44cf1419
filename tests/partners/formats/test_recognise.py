"""The content says what a file is; its name is never asked."""

import pytest

from modules.partners.formats.errors import UnknownFormat, UnreadablePriceList
from modules.partners.formats.recognise import recognise
from modules.partners.formats.xml_nodes import root_of
from tests.partners.formats.reading import opened
from tests.partners.formats.workbook import zipped


@pytest.mark.parametrize(
    "head",
    [
        "shop: x\ngoods:\n",
        "# our list: name, price; quantity\n\nshop: x\n",
        "%YAML 1.1\n---\nfoo: bar\n",
        "---\nfoo: bar\n",
        "title: a list\nurl: http://x\n",
        '"goods":\n  - {name: a, price: 1}\n',
        "{goods: [{name: a, price: 2}]}",
        "# id, name, price, quantity\ncategories:\n",
        "Магазин: Связь\nТовары: []\n",
    ],
)
def test_yaml_is_recognised(head: str) -> None:
    assert recognise(head.encode()) == "yaml"
    assert recognise(head.encode("utf-16")) == "yaml"
    assert recognise(b"\xef\xbb\xbf" + head.encode()) == "yaml"


@pytest.mark.parametrize(
    "head",
    [
        "id,name,price\n1,2,3\n",
        '"Артикул";"Название";"Цена"\n',
        "Поставщик: ООО Связь\nАртикул;Название;Цена\n",
        "Артикул: наш;Название;Цена\n",
        "Book,Fiction,Neuromancer,7.99\n",
        "a|b|c\n",
        "a\tb\tc\n",
    ],
)
def test_csv_is_recognised(head: str) -> None:
    assert recognise(head.encode()) == "csv"
    assert recognise(head.encode("cp1251")) == "csv"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'{\n  "shop": "x"\n}', "json"),
        (b'[{"id": 1}]', "json"),
        (b"[]", "json"),
        (b"PK\x03\x04\x14\x00\x06\x00" + b",;" * 11 + b"xl/workbook.xml", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1;,", "xls"),
        (b"PK\x03\x04\x14\x00\x06\x00,;import.xml", "zip"),
        (b'<?xml version="1.0"?>\n<yml_catalog date="2026-01-01, 10:00">', "yml"),
        (b'<!DOCTYPE yml_catalog SYSTEM "shops.dtd">\n<yml_catalog date="2026-01-01 10:00">', "yml"),
        (
            '<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация ВерсияСхемы="2.03">'.encode("cp1251"),
            "commerceml",
        ),
        (b'<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0">', "xml"),
        (b"<!-- ours -->\n<products><product/></products>", "xml"),
    ],
)
def test_what_says_what_it_is_is_believed(head: bytes, name: str) -> None:
    assert recognise(head) == name


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\t\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\xff\xfe\x20\x00\x0a\x00", "empty_file"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "unknown_format"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "unknown_format"),
        (b"\x1f\x8b\x07\x00;,", "unknown_format"),
        (b"<!DOCTYPE html><html><body>a, b; c: d</body>", "unknown_format"),
        (b"just a sentence\n", "unknown_format"),
    ],
)
def test_what_is_neither_is_refused(head: bytes, code: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        recognise(head)
    assert caught.value.code == code


WEB_PAGES = [
    '<!DOCTYPE html>\n<html lang="ru"><body>goods: a, b; c</body></html>',
    "<html><head></head></html>",
    "\ufeff\n<!-- a; b; c -->\n<!doctype HTML><title>x</title>\nshop: x\n",
    '<HTML lang="ru">',
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"\n'
    '  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml">',
]


@pytest.mark.parametrize("page", WEB_PAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_web_page_is_told_what_it_is(page: str, encoding: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        recognise(page.encode(encoding))
    assert caught.value.code == "unknown_format"
    assert "web page" in caught.value.said


def test_what_is_taken_for_a_table_of_excel_is_told_what_it_is() -> None:
    book = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<{}Workbook xmlns="urn:x" a="1; 2, 3">'
    word = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})
    told = {"Excel 2003": book.format(""), "of Excel 2003": book.format("ss:"), "Word": word, "XLSX or CSV": "<html>"}
    for what, file in told.items():
        with pytest.raises(UnreadablePriceList) as caught:
            opened(file)
        assert caught.value.code == "unknown_format"
        assert (what in caught.value.said, "XLSX" in caught.value.said) == (True, True)


@pytest.mark.parametrize("above", ["<!---->", "<?a?>", "<!-- <!-- ", "<!DOCTYPE a [", "<!DOCTYPE a>"])
def test_what_stands_above_nothing_is_passed_once(above: str) -> None:
    assert root_of(above * 5000 + "!") == ""


def test_progress_is_told_in_rows() -> None:
    file = "id;name;price;quantity\n" + "".join(f"{n:06};the same name each time;5;1\n" for n in range(20_000))
    reader = opened(file)
    assert (reader.read, reader.total) == (0, None)
    for count, _ in enumerate(reader, start=1):
        assert reader.read == count
        assert reader.total is not None
        assert reader.total >= count
        if count in (5_000, 15_000):
            assert reader.total == pytest.approx(20_000, rel=0.5)
    assert (reader.read, reader.total) == (20_000, 20_000)
