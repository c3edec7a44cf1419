"""The strict kinds of values that cross the wire inwards: what is answered later equals what was stored.

Pydantic by itself takes `1.0`, `" 5 "`, `true` and `"1_000"` for a whole number, and lets NUL through.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from annotated_types import GroupedMetadata, MaxLen
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic import ValidationError as Refused
from pydantic_core import PydanticCustomError, PydanticKnownError

from core.money import MoneyAmount
from core.texts import UNSEEN, is_text, seen

MAX_INT = 2_147_483_647
WHOLE, DIGITS = re.compile(r"-?[0-9]+\Z"), 19
AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?\Z")
TOO_LONG = frozenset({"string_too_long", "too_long"})  # as pydantic calls it before a validator of ours, and behind one
# Characters that show nothing although their category is not a blank one.
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def _refuse(code: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(code, message)


def _clean(text: str) -> str:
    if not all(map(is_text, text)):
        raise _refuse("bad_characters", "Control characters and lone surrogates are not text")
    return text


def _decoded(text: str) -> str:
    # Django reads an ill-formed %-escape as U+FFFD; taken as it is, it would search for what nobody wrote.
    if "\ufffd" in text:
        raise _refuse("bad_characters", "Must be UTF-8")
    return _clean(text)


def _seen(text: str) -> str:
    return seen(_clean(text))


def _one_line(text: str) -> str:
    text = seen(text).strip()
    if any(char in "\n\r\t\u2028\u2029" for char in _clean(text)):
        raise _refuse("bad_characters", "Must be a single line")
    return text


def visible(text: str) -> bool:
    """Return whether the text shows anything at all when printed."""
    return any(unicodedata.category(char)[0] not in "ZC" and char not in FILLERS for char in text)


def _named(text: str) -> str:
    if not visible(text):
        raise _refuse("blank", "Must not be blank")
    return _one_line(text)


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise _refuse("bad_email", "Must be an e-mail address") from None
    if UNSEEN.search(text):
        raise _refuse("bad_email", "Must be an e-mail address")
    return _one_line(text).lower()


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        if not WHOLE.match(value):
            raise _refuse("int_parsing", "Must be a whole number")
        if len(value.lstrip("-")) > DIGITS:
            raise _refuse("int_parsing_size", "Must be a smaller number")
        return int(value)
    return value


def _amount(value: Any) -> Any:
    # A fraction in JSON has been a binary float on its way: what was sent can no longer be told. A whole one can.
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise _refuse("amount_type", "Must be an amount of money as a string")
    if not AMOUNT.match(str(value)):
        raise _refuse("bad_amount", "Must be an amount of at most ten digits and two decimal places")
    return Decimal(value)


def _switch(value: Any) -> Any:
    if isinstance(value, str):
        if value.lower() not in {"true", "false", "1", "0"}:
            raise _refuse("bool_parsing", "Must be true or false")
        return value.lower() in {"true", "1"}
    return value


def _short(length: int) -> StringConstraints:
    return StringConstraints(strict=True, strip_whitespace=True, max_length=length)


@dataclass(frozen=True, slots=True)
class UpTo(GroupedMetadata):
    """A limit narrower than that of the kind of text which it stands beside in an `Annotated`.

    It is the one that is told, under one code, also of a text which breaks both.
    """

    length: int

    def __iter__(self) -> Iterator[object]:
        yield MaxLen(self.length)
        yield WrapValidator(self._told)

    def _told(self, value: Any, inner: ValidatorFunctionWrapHandler) -> Any:
        try:
            return inner(value)
        except Refused as refused:
            if any(error["type"] in TOO_LONG for error in refused.errors(include_url=False)):
                raise PydanticKnownError("string_too_long", {"max_length": self.length}) from None
            raise


Name = Annotated[str, _short(255), AfterValidator(_named), Field(json_schema_extra={"minLength": 1})]
Line = Annotated[str, _short(255), AfterValidator(_one_line)]
Text = Annotated[str, StringConstraints(strict=True, max_length=10_000), AfterValidator(_seen)]
Email = Annotated[str, _short(254), AfterValidator(_email), WithJsonSchema({"type": "string", "format": "email"})]
Password = Annotated[str, StringConstraints(strict=True, max_length=200), AfterValidator(_clean)]
Quantity = Annotated[int, Field(strict=True, ge=1, le=MAX_INT)]
Pieces = Annotated[int, Field(strict=True, ge=0, le=MAX_INT)]
Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]
Switch = Annotated[bool, Field(strict=True)]
Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    Field(ge=0),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,2})?$", "examples": ["1499.00"]}),
]
Price = Annotated[Amount, Field(gt=0)]

# In a query string everything arrives as text; these read it as strictly as the others read JSON.
QueryInt = Annotated[int, BeforeValidator(_whole)]
QueryId = Annotated[
    int,
    BeforeValidator(_whole),
    Field(ge=1, le=2**63 - 1),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 2**63 - 1}),
]
QueryFlag = Annotated[bool, BeforeValidator(_switch)]
QueryText = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_decoded)]

# Money on its way out: two places, as a string.
MoneyOut = MoneyAmount
