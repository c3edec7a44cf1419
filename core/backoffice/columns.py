"""Columns of lists and fields of pages that show more than plain text."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from unfold.decorators import display

# What a state's label says by its colour: all is well, under way, somebody is waited for, something went wrong.
GOOD, RUNNING, WAITING, BAD, QUIET = "success", "info", "warning", "danger", "default"


def label(
    description: str | Promise, colours: Mapping[str, str], *, ordering: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a column `(self, row) -> (state, text)` that is shown as a label in the state's colour."""

    def decorate(column: Callable[..., Any]) -> Callable[..., Any]:
        decorated: Callable[..., Any] = display(description=description, ordering=ordering, label=dict(colours))(column)
        return decorated

    return decorate
