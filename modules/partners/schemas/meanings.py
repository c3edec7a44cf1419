"""What columns may mean, in words, and what a form says of them: in the admin and in the supplier's cabinet alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.http.values import visible
from modules.partners.formats.columns import ATTRIBUTE, FIELDS, IGNORE, Columns
from modules.partners.formats.texts import shown
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import field_name

MOST, LONGEST = 500, 100
OTHERS: dict[str, StrOrPromise] = {
    "available": pgettext_lazy("field of a row", "in stock: yes or no"),
    ATTRIBUTE: pgettext_lazy("meaning of a column", "a property of the good"),
    IGNORE: pgettext_lazy("meaning of a column", "nothing: leave it out"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A header, and what it is taken to mean so far: a field, "attribute", "ignore", or "" where nobody knows."""

    header: str
    meaning: str


def meanings() -> list[tuple[str, str]]:
    """Return what a column may mean, as a form offers it: nothing said first."""
    fields = [(name, field_name(name)) for name in FIELDS if name not in OTHERS]
    return [("", "–"), *fields, *((name, str(title)) for name, title in OTHERS.items())]


def headers_of(one: PriceList) -> list[str]:
    """Return the headers of a list that was not understood, else nothing."""
    return str(one.error_params.get("headers", "")).splitlines()


def asked(headers: Iterable[str], told: Mapping[str, str]) -> list[Asked]:
    """Return what each of the headers is taken to mean: by what the supplier has told, else by the common names."""
    known, offered = Columns(told), {*FIELDS, *OTHERS, ""}
    means = [(header, known.meaning(header)) for header in headers]
    return [Asked(header, meaning if meaning in offered else "") for header, meaning in means][:MOST]


def given(headers: Iterable[str], said: Iterable[str]) -> dict[str, str]:
    """Return the headers that were given a meaning; what is no header or no meaning is left out."""
    known = {*FIELDS, *OTHERS}
    pairs = ((shown(header, LONGEST), meaning) for header, meaning in zip(headers, said, strict=False))
    return {header: meaning for header, meaning in list(pairs)[:MOST] if visible(header) and meaning in known}


def merged(told: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Return what is told in all, the newest where that is too much."""
    return dict([*(pair for pair in told.items() if pair[0] not in more), *more.items()][-MOST:])
