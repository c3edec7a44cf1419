"""What every format here does: bytes to a Table, and rows out to a file one by one, in bounded memory."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, ClassVar

import orjson

from core.sheets.table import Table

if TYPE_CHECKING:  # import_export says nothing of its types

    class Format: ...
else:
    from import_export.formats.base_formats import Format

type Row = Mapping[str, Any]


class SheetFormat(Format):
    """A format of django-import-export, read from bytes and written row by row.

    Cells going out are texts, whole numbers, amounts (Decimal), moments (aware), booleans, None, or a mapping of
    attributes.
    """

    title: ClassVar[str]
    content_type: ClassVar[str]

    def create_dataset(self, in_stream: bytes) -> Table:
        """Return the file's rows; raises Unreadable."""
        raise NotImplementedError

    def write(self, file: IO[bytes], columns: list[str], rows: Iterable[Row]) -> None:
        raise NotImplementedError

    def get_title(self) -> str:
        return self.title

    def get_extension(self) -> str:
        return self.title.lower()

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


def as_json(values: Mapping[str, Any]) -> str:
    """Return attributes as one cell's text."""
    return orjson.dumps({name: bare(value) for name, value in values.items()}).decode()


def bare(value: Any) -> Any:
    """Return a number as JSON and YAML have it; an attribute's has at most 15 digits, so a double holds it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
