"""The retail form in JSON, good by good."""

import io
from collections.abc import Iterable
from typing import BinaryIO

from modules.partners.formats.writers.goods import Head, WrittenGood
from modules.partners.formats.writers.quoted import fields, quoted, scalar


def write(file: BinaryIO, head: Head, goods: Iterable[WrittenGood]) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="\n")
    listed = ", ".join(_category(head, key, name) for key, name in head.categories.items())
    text.write(
        f'{{"shop": {quoted(head.shop)}, "currency": {quoted(head.currency)},\n"categories": [{listed}],\n"goods": ['
    )
    between = "\n"
    for good in goods:
        text.write(between + _good(good))
        between = ",\n"
    text.write("\n]}\n")
    text.detach()


def _category(head: Head, key: str, name: str) -> str:
    parent = f', "parent": {quoted(head.parents[key])}' if key in head.parents else ""
    return f'{{"id": {quoted(key)}, "name": {quoted(name)}{parent}}}'


def _good(good: WrittenGood) -> str:
    pairs = [f'"{key}": {value}' for key, value in fields(good).items()]
    if good.attributes:
        told = ", ".join(f"{quoted(name)}: {scalar(value)}" for name, value in good.attributes)
        pairs.append(f'"parameters": {{{told}}}')
    return "{" + ", ".join(pairs) + "}"
