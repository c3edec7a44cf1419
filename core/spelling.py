"""Codes without their case, by an expression that both databases index alike, whatever their locale."""

import string
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

CAPITALS = string.ascii_uppercase + "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
SMALL = string.ascii_lowercase + "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
# SQLite knows Latin letters only, and its parser no 33 calls in one another; so Russian ones go by their bytes: А to П
# are D090 to D09F and become D0B0 to D0BF, Р to Я from D0A0 become D180 on, and Ё is D081. D0 only ever begins a
# character, and nothing matches across two bytes, since a code is one line and no byte of it begins with a nibble 0.
BYTES = (("D09", "D0B"), ("D0A", "D18"), ("D081", "D191"))


def small(text: str, vendor: str) -> str:
    """Return the SQL of a text by which it is compared, the case of its Latin and Russian letters taken off."""
    if vendor == "postgresql":
        return f"translate({text}, '{CAPITALS}', '{SMALL}')"
    sql = f"hex(lower({text}))"
    for capital, low in BYTES:
        sql = f"replace({sql}, '{capital}', '{low}')"
    return sql


class Small(Func):
    """The same for Django's own queries and indexes; compare it with another `Small` only."""

    arity = 1
    output_field = CharField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        text, params = compiler.compile(self.source_expressions[0])
        return small(text, connection.vendor), tuple(params)
