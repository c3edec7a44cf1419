"""Conditions on attributes, read from the query itself: their parameters are named by the shop's goods."""

import re
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


_all = TypeAdapter(list[_Stated])


def attribute_filters(query: QueryDict) -> tuple[AttributeWanted, ...]:
    """Return what is wanted of each attribute; a name, value or bound that cannot be one is a 422."""
    stated: dict[str, dict[str, Any]] = {}
    parameters: dict[str, dict[str, str]] = {}
    for key, texts in query.lists():
        if key.startswith(PREFIX):
            name, bound = read_parameter(key)
            stated.setdefault(name, {"name": name})[bound or "values"] = texts[-1] if bound else texts
            parameters.setdefault(name, {"name": key})[bound or "values"] = key
    if len(stated) > MOST_ATTRIBUTES:
        raise _too_long(_("At most %(most)s attributes can be asked for"), MOST_ATTRIBUTES)
    try:
        read = _all.validate_python(list(stated.values()))
    except pydantic.ValidationError as refused:
        raise ValidationError(_placed(refused, list(parameters.values()))) from None
    wanted = tuple(one for each in read if (one := each.wanted()))
    if sum(len(one.values) for one in wanted) > MOST_VALUES:
        raise _too_long(_("At most %(most)s values can be asked for"), MOST_VALUES)
    return wanted


def _placed(refused: pydantic.ValidationError, parameters: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the errors, each at the parameter it was made by."""
    errors: list[dict[str, Any]] = [dict(error) for error in refused.errors(include_url=False)]
    for error in errors:
        place, field, *_rest = error["loc"]
        error["loc"] = ("query", parameters[place][field])
    return errors


def _too_long(sentence: str, most: int) -> ValidationError:
    return ValidationError([{"loc": ("query", "attr"), "msg": sentence % {"most": most}, "type": "too_long"}])
