"""Filters of lists beyond django-unfold's own."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.backoffice.typed import RangeDateFilter


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
