"""Filters of lists beyond django-unfold's own."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.backoffice.typed import AutocompleteDropdownForm, RangeDateFilter, RangeNumericFilter, SimpleListFilter


class DaysFilter(RangeDateFilter):
    """From a day to a day, both included; unfold's own takes of the last day its first moment only."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        first, last = self._day("from"), self._day("to")
        if first:
            queryset = queryset.filter(**{f"{self.field_path}__gte": _begin(first)})
        if last and last < date.max:
            queryset = queryset.filter(**{f"{self.field_path}__lt": _begin(last + timedelta(days=1))})
        return queryset

    def _day(self, end: str) -> date | None:
        given = self.used_parameters.get(f"{self.field_path}_{end}")
        try:
            day: date | None = forms.DateField(required=False).clean(given)  # in the reader's way of writing dates
        except ValidationError:
            return None
        return day


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class SpanFilter(RangeNumericFilter):
    """From an amount to an amount, both included, in the reader's way of writing them; what is none asks nothing."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        bounds = {"gte": self._amount("from"), "lte": self._amount("to")}
        return queryset.filter(
            **{f"{self.field_path}__{side}": bound for side, bound in bounds.items() if bound is not None}
        )

    def _amount(self, end: str) -> Decimal | None:
        given = self.used_parameters.get(f"{self.field_path}_{end}")
        try:
            amount: Decimal | None = forms.DecimalField(required=False, localize=True, max_digits=20).clean(given)
        except ValidationError:
            return None
        return amount


class ChosenFilter(SimpleListFilter):
    """One of many, found by typing: the names come a few at a time, never thousands at once.

    `source` names a foreign key whose targets are offered, "catalog.Offer.supplier": the page of its target is the
    one that searches, and without the right to see that, there is no such filter.
    """

    source: ClassVar[str]

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.request, self.model_admin = request, model_admin

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("", "")]  # with none, Django leaves the filter out

    def has_output(self) -> bool:
        meta = self._field().related_model._meta
        return self.request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    def chosen(self) -> int | None:
        """Return the id that is chosen, or None."""
        value = self.value() or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None

    def choices(self, changelist: Any) -> Iterator[Any]:
        title = _(" By %(filter_title)s ") % {"filter_title": self.title}
        asked = {"request": self.request, "name": self.parameter_name, "label": title, "choices": ()}
        data = {self.parameter_name: self.chosen()}
        form = AutocompleteDropdownForm(field=self._field(), model_admin=self.model_admin, data=data, **asked)
        yield {"form": form}

    def _field(self) -> Any:
        app, model, field = self.source.split(".")
        return apps.get_model(app, model)._meta.get_field(field)
