r"""How conditions on attributes are written in an address: `attr.<name>=a,b`, `attr.<name>.min=`, `attr.<name>.max=`.

A backslash takes from the next comma, dot or backslash what it would mean: `attr.Size=8\,5` asks for the one value
"8,5", and `attr.rpm\.min=9` for the attribute "rpm.min". Answers give parameters and values in this form.
"""

import re
from typing import Literal

PREFIX = "attr."
type Bound = Literal["min", "max"]
_ESCAPED = re.compile(r"\\([\\,.])")
_VALUE = re.compile(r"((?:[^\\,]|\\.|\\\Z)*)(?:,|\Z)", re.DOTALL)
_BACKSLASHES = re.compile(r"\\*\Z")


def parameter(name: str) -> str:
    """Return the parameter that asks for an attribute's values; with ".min" or ".max" behind it, for their bounds."""
    name = name.replace("\\", "\\\\")
    if name.endswith((".min", ".max")):
        name = f"{name[:-4]}\\{name[-4:]}"
    return PREFIX + name


def escaped(value: str) -> str:
    """Return the value as it stands among others."""
    return value.replace("\\", "\\\\").replace(",", "\\,")


def read_parameter(parameter: str) -> tuple[str, Bound | None]:
    """Return the name of the attribute that is asked for, and which bound of it, if one is."""
    text = parameter.removeprefix(PREFIX)
    for bound in ("min", "max"):
        stem = text.removesuffix(f".{bound}")
        if stem != text and len(_BACKSLASHES.findall(stem)[0]) % 2 == 0:
            return _plain(stem), bound
    return _plain(text), None


def read_values(text: str) -> list[str]:
    """Return the values of a list, without the blanks around them; what is empty asks for nothing."""
    return [value for part in _VALUE.findall(text) if (value := _plain(part).strip())]


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
