"""What a client is told of a value that was refused, by the code of the error (pydantic's, and those of values.py)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

_NUMBER = _("Must be a number.")
_WHOLE = _("Must be a whole number.")
_TEXT = _("Must be a text.")
_SWITCH = _("Must be true or false.")
_LIST = _("Must be a list.")
_OBJECT = _("Must be an object.")
_CHOICE = _("Must be one of: %(expected)s.")
_DATE = _("Must be a date such as 2026-01-31.")
_MOMENT = _("Must be a date with a time such as 2026-01-31T10:00:00Z.")
_TIME = _("Must be a time such as 10:00:00.")
_JSON = _("Must be JSON.")
_UUID = _("Must be a UUID.")

SENTENCES: dict[str, StrOrPromise] = {
    "invalid": _("The value is of none of the kinds that are taken here."),
    "missing": _("Must be given."),
    "extra_forbidden": _("There is no such field here."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _("The number is too large: it has more digits than are taken."),
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _("Must be a finite number."),
    "decimal_max_digits": _("At most %(max_digits)s digits."),
    "decimal_max_places": _("At most %(decimal_places)s digits after the point."),
    "decimal_whole_digits": _("At most %(whole_digits)s digits before the point."),
    "multiple_of": _("Must be a multiple of %(multiple_of)s."),
    "greater_than": _("Must be greater than %(gt)s."),
    "greater_than_equal": _("Must be at least %(ge)s."),
    "less_than": _("Must be less than %(lt)s."),
    "less_than_equal": _("Must be at most %(le)s."),
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": _("At least %(min_length)s characters."),
    "string_too_long": _("At most %(max_length)s characters."),
    "string_pattern_mismatch": _("Must have the form %(pattern)s."),
    "too_short": _("At least %(min_length)s items."),
    "too_long": _("At most %(max_length)s items."),
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "json_type": _JSON,
    "json_invalid": _JSON,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "time_type": _TIME,
    "time_parsing": _TIME,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "amount_type": _('Must be an amount of money as a string such as "1499.00", not as a number.'),
    "bad_amount": _("Must be an amount of money such as 1499.00: at most ten digits and two decimal places."),
    "bad_characters": _("Has control or broken characters, or a line break where one line is asked for."),
    "blank": _("Must show something: blanks alone are no text."),
    "bad_email": _("Must be an e-mail address."),
}
# Where the limit is 1, English has a form of its own.
_ONE = {"string_too_short": _("At least 1 character."), "too_short": _("At least 1 item.")}


def sentence_of(code: str, facts: Mapping[str, Any]) -> str | None:
    """Return what is said of an error in the active language, its facts filled in; raises KeyError where one lacks."""
    ones = _ONE if facts.get("min_length") == 1 else {}
    sentence = ones.get(code) or SENTENCES.get(code)
    return str(sentence) % facts if sentence else None
