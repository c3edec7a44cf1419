"""Refusals in the reader's language; the codes stay."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polib
import pytest
from django.utils import translation

from modules import catalog as package
from modules.catalog.errors import InsufficientStock
from modules.catalog.models.categories import Category
from modules.catalog.models.images import ProductImage
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Review
from modules.catalog.public import Ask, reserve
from modules.catalog.services.categories import add_category
from modules.catalog.services.products import add_product

pytestmark = pytest.mark.django_db(transaction=True)
LOCALE = Path(package.__path__[0]) / "locale" / "ru" / "LC_MESSAGES"


def test_a_refusal_speaks_russian(clerk: Any) -> None:
    body = {"name": "П", "category": "нет", "price": "1"}
    refused = clerk.api.post("products/", body, headers={"Accept-Language": "ru"}).json()
    assert (refused["code"], refused["detail"]) == ("category_unknown", "Нет такой категории.")


def test_a_shortage_speaks_russian() -> None:
    add_category(name="Кухня")
    kettle = add_product(name="Чайник", category="kukhnya", price=Decimal(5), stock=1)
    with translation.override("ru"), pytest.raises(InsufficientStock) as short:
        reserve([Ask(2, product_id=kettle)])
    assert short.value.facts["stock"] == "Чайник: осталось 1, нужно 2."


def test_every_text_is_translated_and_compiled() -> None:
    written, compiled = polib.pofile(str(LOCALE / "django.po")), polib.mofile(str(LOCALE / "django.mo"))
    assert written.untranslated_entries() == written.fuzzy_entries() == []
    assert {entry.msgid for entry in written} == {entry.msgid for entry in compiled}
    with translation.override("ru"):
        assert Product._meta.verbose_name_plural == "товары"


def test_a_word_that_another_app_has_too_keeps_its_own_meaning() -> None:
    with translation.override("ru"):
        assert str(Category._meta.get_field("position").verbose_name) == "порядок"
        assert str(ProductImage._meta.get_field("position").verbose_name) == "место"
        assert str(Review._meta.get_field("name").verbose_name) == "имя"
