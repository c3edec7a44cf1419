"""Columns of lists and fields of pages that show more than plain text."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django_stubs_ext import StrOrPromise

from core.money import written_in

# What a state's label says by its colour: all is well, under way, somebody is waited for, something went wrong.
GOOD, RUNNING, WAITING, BAD, QUIET = "success", "info", "warning", "danger", "default"


def label(
    description: StrOrPromise, colours: Mapping[Any, str], *, ordering: str | None = None
) -> Callable[[Callable[..., tuple[str, Any]]], Callable[..., str]]:
    """Decorate a column `(self, row) -> (state, text)` that is shown as a label in the state's colour."""

    def decorate(column: Callable[..., tuple[str, Any]]) -> Callable[..., str]:
        @admin.display(description=description, ordering=ordering)
        @wraps(column)
        def shown(page: Any, row: Any) -> str:
            state, text = column(page, row)
            known = {"text": text, "type": colours.get(state, QUIET)}
            return render_to_string("unfold/helpers/label.html", known) if text else "–"

        return shown

    return decorate


def money(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency as people of the reader's language write it."""
    return written_in(amount, currency)


def anchor(address: str, text: object) -> str:
    """Return a link in the admin's colours."""
    return format_html('<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', address, text)


def link(row: Model | None, *, title: str = "") -> str:
    """Return a link to a row's own page in the admin, or a dash where there is no row."""
    if row is None:
        return "–"
    page = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return anchor(reverse(page, args=[row.pk]), title or row)
