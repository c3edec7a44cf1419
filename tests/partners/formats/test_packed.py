"""Files packed as people pack them, and what their systems leave beside them."""

import zipfile
from io import BytesIO

import pytest

from tests.partners.formats.reading import good, opened, refusal
from tests.partners.formats.workbook import workbook, zipped

BOOK = workbook(Лист=[["Артикул", "Наименование", "Цена", "Остаток"], ["R-1", "Чайник", 1500, 10]])


@pytest.mark.parametrize("way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("beside", ["", ".DS_Store", "Thumbs.db", "прайс/desktop.ini", "__MACOSX/._a.xlsx", "._a.xlsx"])
def test_a_workbook_in_a_zip_is_read_whatever_lies_beside_it(way: int, beside: str) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", way) as archive:
        if beside:
            archive.writestr(beside, b"\0\0\0\1Bud1")
        archive.writestr("прайс.xlsx", BOOK)
    assert (opened(file.getvalue()).format, good(file.getvalue()).external_id) == ("xlsx", "R-1")


def test_a_table_of_libreoffice_is_told_what_to_be_saved_as() -> None:
    file = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>", "meta.xml": ""})
    assert refusal(file)[0] == "unknown_format"
