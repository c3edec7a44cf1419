"""Which format a file has, by what is in it: names lie more often."""

from core.sheets.formats.base import SheetFormat
from core.sheets.formats.csv import Csv
from core.sheets.formats.json import Json
from core.sheets.formats.xlsx import Xlsx
from core.sheets.formats.yaml import Yaml

FORMATS: list[type[SheetFormat]] = [Xlsx, Csv, Json, Yaml]


def format_of(data: bytes, name: str) -> SheetFormat:
    """Return the format of a file; the name decides only between YAML and CSV, which can look alike."""
    begins = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if begins.startswith(b"PK"):
        return Xlsx()
    if begins.startswith((b"[", b"{")):
        return Json()
    is_yaml = name.lower().endswith((".yaml", ".yml")) or begins.startswith((b"- ", b"---", b"-\n", b"-\r"))
    return Yaml() if is_yaml else Csv()
