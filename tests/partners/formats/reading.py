"""How these tests write a price list and read it back."""

from io import BytesIO

import pytest

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.reader import PriceListReader, open_price_list
from modules.partners.formats.rows import BadRow, Good


def opened(file: str | bytes, encoding: str = "utf-8") -> PriceListReader:
    return open_price_list(BytesIO(file if isinstance(file, bytes) else file.encode(encoding)))


def rows(file: str | bytes, encoding: str = "utf-8") -> list[Good | BadRow]:
    return list(opened(file, encoding))


def good(file: str | bytes, encoding: str = "utf-8") -> Good:
    (row,) = rows(file, encoding)
    assert isinstance(row, Good), row
    return row


def bad(file: str | bytes) -> BadRow:
    (row,) = rows(file)
    assert isinstance(row, BadRow), row
    return row


def problems(file: str | bytes) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in bad(file).problems]


def notices(file: str | bytes, encoding: str = "utf-8") -> dict[str, int]:
    reader = opened(file, encoding)
    list(reader)
    return {notice.code: notice.rows for notice in reader.notices}


def refusal(file: str | bytes, encoding: str = "utf-8") -> tuple[str, int | None]:
    """Code and line of what makes the file unreadable, when it is opened or while it is read."""
    with pytest.raises(UnreadablePriceList) as caught:
        rows(file, encoding)
    return caught.value.code, caught.value.line


def one_good(**changes: str | None) -> str:
    """A file with one sound good, some of its values written otherwise, or left out (None)."""
    values: dict[str, str | None] = {
        "id": "4216292",
        "category": "224",
        "model": "luna/one",
        "name": "Смартфон Luna One",
        "price": "110000",
        "price_rrc": "116990",
        "quantity": "14",
    }
    lines = [f"    {key}: {value}" for key, value in (values | changes).items() if value is not None]
    lines[0] = "  - " + lines[0].lstrip()
    head = "shop: Связь\ncurrency: RUB\ncategories:\n  - {id: 224, name: Смартфоны}\ngoods:\n"
    return head + "\n".join(lines) + "\n"
