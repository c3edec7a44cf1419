"""The kinds of values that a column takes: as strict as the API's, after the small change that files are paid in.

In a file a number may be a text and a text a number, yes may be "да" and a half "0,5"; what it says must be plain.
"""

import re
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext
from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from core.http.sentences import sentence_of
from core.http.values import Amount, Id, Line, Name, Pieces, Switch, Text

WHOLE = re.compile(r"[0-9]{1,19}\Z")
COMMA = re.compile(r"[0-9]{1,10},[0-9]{1,2}\Z")
FLAGS = {
    **dict.fromkeys(("true", "yes", "1", "да", "истина"), True),
    **dict.fromkeys(("false", "no", "0", "нет", "ложь"), False),
}


def _text(value: Any) -> Any:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return "" if value is None else value


def _whole(value: Any) -> Any:
    if isinstance(value, str) and WHOLE.match(value.strip()):
        return int(value)
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(value) if value.adjusted() < 19 else value
    return value


def _amount(value: Any) -> Any:
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 30:
        return f"{value:f}"
    if value is None:
        return None
    text = str(value).strip()  # what is no number either is refused as an amount
    return text.replace(",", ".") if COMMA.match(text) else text


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        return FLAGS.get(value.strip().lower(), value)
    return bool(value) if not isinstance(value, bool) and value in (0, 1) else value


IdCell = Annotated[Id, BeforeValidator(_whole)]
NameCell = Annotated[Name, BeforeValidator(_text)]
LineCell = Annotated[Line, BeforeValidator(_text)]
TextCell = Annotated[Text, BeforeValidator(_text)]
PiecesCell = Annotated[Pieces, BeforeValidator(_whole)]
SwitchCell = Annotated[Switch, BeforeValidator(_flag)]
AmountCell = Annotated[Amount, BeforeValidator(_amount)]
PriceCell = Annotated[AmountCell, Field(gt=0)]


def nullable(kind: Any) -> Any:
    """Return the kind, or None where the cell is empty."""
    return Annotated[kind | None, BeforeValidator(lambda value: None if value == "" else value)]


class Reader:
    """Reads the cells of rows, each column by its kind; `kinds` is column -> annotated type."""

    def __init__(self, kinds: dict[str, Any]) -> None:
        self._adapters = {name: TypeAdapter[Any](kind) for name, kind in kinds.items()}

    def read(self, cells: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the values, and for the columns that have none a sentence in the active language."""
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for name, cell in cells.items():
            try:
                values[name] = self._adapters[name].validate_python(cell)
            except ValidationError as refused:
                errors[name] = _sentence(refused.errors(include_url=False)[0])
        return values, errors


def _sentence(error: Any) -> str:
    code = error["type"]
    if error["input"] is None:
        code = "missing"
    counts_text = isinstance(error["input"], str) and code.startswith("too_")
    try:
        said = sentence_of(f"string_{code}" if counts_text else code, error.get("ctx") or {})
        return said or gettext(error["msg"])
    except KeyError:
        return gettext(error["msg"])
