"""Columns of lists and fields of pages that show more than plain text."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from unfold.decorators import display

# What a state's label says by its colour: all is well, under way, somebody is waited for, something went wrong.
GOOD, RUNNING, WAITING, BAD, QUIET = "success", "info", "warning", "danger", "default"


def label(
    description: str | Promise, colours: Mapping[Any, str], *, ordering: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a column `(self, row) -> (state, text)` that is shown as a label in the state's colour."""

    def decorate(column: Callable[..., Any]) -> Callable[..., Any]:
        decorated: Callable[..., Any] = display(description=description, ordering=ordering, label=dict(colours))(column)
        return decorated

    return decorate


def link(row: Model | None, *, title: str = "") -> str:
    """Return a link to a row's own page in the admin, or a dash where there is no row."""
    if row is None:
        return "–"
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', address, title or row)
