"""Yandex Market's YML (https://yandex.ru/support/marketplace/ru/assortment/fields/), offer by offer."""

import io
import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO, TextIO
from xml.sax.saxutils import escape, quoteattr

from modules.partners.formats.rows import Value
from modules.partners.formats.writers.goods import Head, WrittenGood, plain

# No XML 1.0 can say these, escaped or not (https://www.w3.org/TR/xml/#charsets).
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(file: BinaryIO, head: Head, goods: Iterable[WrittenGood]) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="\n")
    open_catalogue(text, head)
    for good in goods:
        write_offer(text, good.external_id, good.quantity > 0, _elements(good), good.attributes)
    close_catalogue(text)
    text.detach()


def open_catalogue(text: TextIO, head: Head, *, url: str = "") -> None:
    """Write all that stands before the offers."""
    text.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<yml_catalog date={_attribute(head.date)}>\n<shop>\n')
    named = {"name": head.shop, "company": head.shop, "url": url}
    text.writelines(f"<{tag}>{_text(value)}</{tag}>\n" for tag, value in named.items() if value)
    text.write(f'<currencies><currency id={_attribute(head.currency)} rate="1"/></currencies>\n<categories>\n')
    for key, name in head.categories.items():
        parent = f" parentId={_attribute(head.parents[key])}" if key in head.parents else ""
        text.write(f"<category id={_attribute(key)}{parent}>{_text(name)}</category>\n")
    text.write("</categories>\n<offers>\n")


def write_offer(
    text: TextIO,
    id: str,
    available: bool,
    elements: Mapping[str, str],
    params: Iterable[tuple[str, Value]],
    pictures: Iterable[str] = (),
) -> None:
    """Write one offer; what is empty is left out."""
    lines = [f'<offer id={_attribute(id)} available="{"true" if available else "false"}">']
    lines += [f"<{tag}>{_text(value)}</{tag}>" for tag, value in elements.items() if value]
    lines += [f"<picture>{_text(address)}</picture>" for address in pictures]
    lines += [f"<param name={_attribute(name)}>{_text(_said(value))}</param>" for name, value in params]
    text.write("\n".join([*lines, "</offer>\n"]))


def close_catalogue(text: TextIO) -> None:
    text.write("</offers>\n</shop>\n</yml_catalog>\n")


def _elements(good: WrittenGood) -> dict[str, str]:
    return {
        "name": good.name,
        "vendor": good.brand,
        "model": good.model,
        "price": plain(good.price),
        "oldprice": "" if good.price_rrp is None else plain(good.price_rrp),
        "currencyId": good.currency,
        "categoryId": good.category_key or good.category,
        "count": str(good.quantity),
        "barcode": good.gtin,
        "description": good.description,
    }


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else plain(value)


def _text(text: str) -> str:
    return escape(_UNSAYABLE.sub("", text), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(_UNSAYABLE.sub("", text))
