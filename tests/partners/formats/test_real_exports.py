"""Exports in the shapes that shops and warehouse programs write: id, name, price, pieces and category of each good."""

from collections.abc import Callable

import pytest

from modules.partners.formats.rows import Good
from tests.partners.formats import shop_books as books
from tests.partners.formats import shop_tables as tables
from tests.partners.formats.exports import Expected, Export
from tests.partners.formats.reading import opened

EXPORTS: list[Callable[[], Export]] = [
    *(tables.bitrix, tables.insales, tables.opencart_csv, tables.prestashop, tables.magento, tables.woocommerce),
    *(tables.shopify, tables.wholesale),
    *(books.one_c, books.opencart_workbook, books.ozon, books.wildberries, books.moysklad, books.prom, books.google),
]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
def test_an_export_is_read_wholly(export: Callable[[], Export]) -> None:
    expected = export()
    goods = list(opened(expected.content))
    assert [row for row in goods if not isinstance(row, Good)] == []
    assert [_told(row) for row in goods if isinstance(row, Good)] == expected.goods
    assert {row.brand for row in goods if isinstance(row, Good)} == (expected.brands or {""})
    first = {one.name: str(one.value) for row in goods[:1] if isinstance(row, Good) for one in row.attributes}
    assert {name: first.get(name) for name in expected.attributes} == expected.attributes
    assert not {"Cost per item", "Закупочная цена", "Цена закупки", "Wholesale price"} & first.keys()


def _told(good: Good) -> Expected:
    place = (*good.category_path, good.category_name) if good.category_name else ()
    return good.external_id, good.name, str(good.price), good.quantity or 0, place
