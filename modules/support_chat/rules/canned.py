"""Ready answers: a text with a few names in it, `{{ customer }}`, each filled in or left out."""

import re
from collections.abc import Mapping

NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
VARIABLES = ("customer", "agent", "about", "subject")


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its variables replaced by plain text; one that is not known stays as it was written."""
    return NAME.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_variables(text: str) -> list[str]:
    """Return the names in a text that nothing will ever be put in for."""
    return sorted({found[1] for found in NAME.finditer(text)} - set(VARIABLES))
