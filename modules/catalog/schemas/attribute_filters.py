"""Conditions on attributes, read from the query itself: their parameters are named by the shop's goods."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

import pydantic
from django.http import QueryDict
from django.utils.translation import gettext as _
from ninja.errors import ValidationError
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from core.http.values import Name, QueryText
from modules.catalog.rules.parameters import PREFIX, read_parameter, read_values
from modules.catalog.rules.wanted import AttributeWanted

MOST_ATTRIBUTES, MOST_VALUES = 20, 50
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?\Z")


def _number(text: Any) -> Any:
    if not _NUMBER.match(text):
        raise PydanticCustomError("bad_number", _("Must be a number of at most 15 digits"))
    return Decimal(text)


class _Stated(BaseModel):
    name: Name
    values: Annotated[list[QueryText], Field(max_length=MOST_VALUES)] = []
    min: Annotated[Decimal, BeforeValidator(_number)] | None = None
    max: Annotated[Decimal, BeforeValidator(_number)] | None = None

    def wanted(self) -> AttributeWanted | None:
        values = tuple(dict.fromkeys(value for text in self.values for value in read_values(text)))
        is_asked = values or self.min is not None or self.max is not None
        return AttributeWanted(self.name, values, self.min, self.max) if is_asked else None


_all = TypeAdapter[list[_Stated]](Annotated[list[_Stated], Field(max_length=MOST_ATTRIBUTES)])


def attribute_filters(query: QueryDict) -> tuple[AttributeWanted, ...]:
    """Return what is wanted of each attribute; a name, value or bound that cannot be one is a 422."""
    stated: dict[str, dict[str, Any]] = {}
    for key, texts in query.lists():
        if key.startswith(PREFIX):
            name, bound = read_parameter(key)
            stated.setdefault(name, {"name": name})[bound or "values"] = texts[-1] if bound else texts
    try:
        read = _all.validate_python(list(stated.values()))
    except pydantic.ValidationError as refused:
        raise _refusal((error["msg"], error["type"]) for error in refused.errors()) from None
    wanted = tuple(one for each in read if (one := each.wanted()))
    if sum(len(one.values) for one in wanted) > MOST_VALUES:
        raise _refusal([(_("At most %(most)s values can be asked for") % {"most": MOST_VALUES}, "too_long")])
    return wanted


def _refusal(errors: Iterable[tuple[str, str]]) -> ValidationError:
    return ValidationError([{"loc": ("query", "attr"), "msg": message, "type": code} for message, code in errors])
