"""Workbooks for tests: written by a library, or part by part where no library would write such a thing."""

import zipfile
from io import BytesIO
from typing import Any

from openpyxl import Workbook

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
SHEETS = '<workbook xmlns:r="r"><sheets><sheet name="Прайс" sheetId="1" r:id="r1"/></sheets></workbook>'


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def by_hand(sheet: str, **parts: str | bytes) -> bytes:
    """A workbook with this XML as its sheet; further parts by their names without `xl/`."""
    whole = {"workbook.xml": SHEETS, "_rels/workbook.xml.rels": RELATIONS, "worksheets/sheet1.xml": sheet, **parts}
    return zipped({"[Content_Types].xml": "<Types/>", **{f"xl/{name}": text for name, text in whole.items()}})


def zipped(files: dict[str, str | bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def row(number: int, *cells: str) -> str:
    written = (f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{"".join(written)}</row>'
