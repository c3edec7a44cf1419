"""Ready answers: a text with a few names in it, `{{ customer }}`, each filled in or left out."""

import re
from collections.abc import Mapping

NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# Whatever stands between braces is meant as a name: `{{ customer.email }}` would be sent as it was written.
FIELD = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
VARIABLES = ("customer", "agent", "about", "subject")


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its variables replaced by plain text; one that is not known stays as it was written."""
    return NAME.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_variables(text: str) -> list[str]:
    """Return what stands between braces in a text and nothing will ever be put in for."""
    return sorted({found[1].strip() for found in FIELD.finditer(text)} - set(VARIABLES))
