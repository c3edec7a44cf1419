"""Files that show a supplier what each format looks like, made by what writes the shop's own exports."""

import io
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, pgettext

from modules.catalog.public import AttributeValue, GoodRow
from modules.partners.formats.writers.goods import Head
from modules.partners.formats.writers.known import WRITERS


def example(format: str, *, shop: str) -> bytes:
    """Return a whole list of three goods in one of the formats that are written, in the language now active."""
    goods, file = _goods(), io.BytesIO()
    head = Head(
        shop=shop,
        currency=settings.CURRENCY,
        categories={good.category_key: good.category for good in goods},
        parents={},
        attributes=list(dict.fromkeys(name for good in goods for name, _value in good.attributes)),
        delimiter=";" if get_language() == "ru" else ",",
        date=timezone.now().isoformat(timespec="seconds"),
    )
    WRITERS[format](file, head, goods)
    return file.getvalue()


def _goods() -> list[GoodRow]:
    kettle = (
        (pgettext("in an example", "Colour"), pgettext("in an example", "white")),
        (pgettext("in an example", "Volume (l)"), Decimal("1.7")),
    )
    lamp = (
        (pgettext("in an example", "Colour"), pgettext("in an example", "black")),
        (pgettext("in an example", "Dimmable"), True),
    )
    return [
        _good(
            "A-1001",
            pgettext("in an example", "Electric kettle"),
            "1",
            pgettext("in an example", "Kitchen"),
            "2490.00",
            12,
            kettle,
        ),
        _good(
            "A-1002",
            pgettext("in an example", "Table lamp"),
            "2",
            pgettext("in an example", "Light"),
            "1890.00",
            4,
            lamp,
        ),
        _good(
            "A-1003", pgettext("in an example", "Wall lamp"), "2", pgettext("in an example", "Light"), "1250.50", 0, ()
        ),
    ]


def _good(
    id: str,
    name: str,
    key: str,
    category: str,
    price: str,
    quantity: int,
    attributes: tuple[tuple[str, AttributeValue], ...],
) -> GoodRow:
    return GoodRow(
        external_id=id,
        name=name,
        category=category,
        category_key=key,
        model=f"M{id[2:]}",
        brand="Torg",
        gtin="",
        price=Decimal(price),
        price_rrp=Decimal(price) + 300,
        quantity=quantity,
        currency=settings.CURRENCY,
        description="",
        attributes=attributes,
    )
