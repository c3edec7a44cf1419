"""The retail YAML form, written by hand: a dumper would need ten times as long to find out what to quote."""

import io
from collections.abc import Iterable
from typing import BinaryIO

from modules.partners.formats.writers.goods import Head, WrittenGood
from modules.partners.formats.writers.quoted import fields, quoted, scalar


def write(file: BinaryIO, head: Head, goods: Iterable[WrittenGood]) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="\n")
    text.write(f"shop: {quoted(head.shop)}\ncurrency: {quoted(head.currency)}\n")
    listed = [f"  - {{id: {quoted(key)}, name: {quoted(name)}{_parent(head, key)}}}\n" for key, name in _named(head)]
    text.write("categories:\n" + "".join(listed) if listed else "categories: []\n")
    empty = True
    for good in goods:
        text.write(("goods:\n" if empty else "") + _good(good))
        empty = False
    text.write("goods: []\n" if empty else "")
    text.detach()


def _named(head: Head) -> list[tuple[str, str]]:
    return list(head.categories.items())


def _parent(head: Head, key: str) -> str:
    return f", parent: {quoted(head.parents[key])}" if key in head.parents else ""


def _good(good: WrittenGood) -> str:
    lines = [f"{key}: {value}" for key, value in fields(good).items()]
    if good.attributes:
        lines.append("parameters:")
        lines += [f"  {quoted(name)}: {scalar(value)}" for name, value in good.attributes]
    return "  - " + "\n    ".join(lines) + "\n"
