"""Where an order goes, and the text by which it is found."""

import re
from dataclasses import asdict, dataclass

from django.utils.translation import pgettext_lazy

# Digits with what people put between them.
PHONE = re.compile(r"[+(]*[0-9][0-9 ().\u00a0\u2010-\u2013-]{2,30}")
# As one writes them on a parcel, the larger before the smaller.
LABELS = {
    "house": pgettext_lazy("on a parcel", "house %(said)s"),
    "building": pgettext_lazy("on a parcel", "building %(said)s"),
    "structure": pgettext_lazy("on a parcel", "structure %(said)s"),
    "apartment": pgettext_lazy("on a parcel", "apt. %(said)s"),
}
# What a person has labelled already: "дом 7", "кв. 5", but neither "7А" nor "А".
LABELLED = re.compile(r"[^\W\d_]{2}|[^\W\d_]\.")


@dataclass(frozen=True, slots=True)
class Address:
    """Where and to whom an order goes: a frozen copy, not a reference to a contact."""

    city: str = ""
    street: str = ""
    house: str = ""
    structure: str = ""
    building: str = ""
    apartment: str = ""
    phone: str = ""
    recipient: str = ""

    def plain(self) -> dict[str, str]:
        """Return the fields as they are stored."""
        return asdict(self)

    def one_line(self) -> str:
        """Return the place as one writes it on a parcel, in the reader's language: `Тверь, Мира, д. 7, кв. 5`."""
        numbers = (_labelled(name, getattr(self, name)) for name in LABELS)
        return ", ".join(filter(None, (self.city, self.street, *numbers)))


def _labelled(name: str, said: str) -> str:
    return said if not said or LABELLED.match(said) else LABELS[name] % {"said": said}


def sought(text: str) -> str:
    """Return a text as it is compared in searches: the same on both databases, `ё` as `е`."""
    return " ".join(text.casefold().replace("ё", "е").split())


def search_text(address: Address) -> str:
    """Return what an order is found by, besides its number: the recipient, the phone as written and its digits."""
    digits = "".join(filter(str.isdecimal, address.phone))
    return sought(f"{address.recipient} {address.phone} {digits}")


def phone_digits(text: str) -> list[str]:
    """Return the digits by which a phone number, or its beginning, is found: as they are, and without the 8 or 7.

    In Russia `8 900 ...` and `+7 900 ...` are one number. Nothing for a text that is no number.
    """
    if not PHONE.fullmatch(text):
        return []
    digits = "".join(filter(str.isdecimal, text))
    return [digits, digits[1:]] if digits[0] in "78" and len(digits) > 3 else [digits]


def however_spelt(text: str) -> str:
    """Return the regular expression of a text in whatever case, `ё` as `е`, for both databases in any locale."""
    return "".join(_letter(char) for char in " ".join(text.split()))


def _letter(char: str) -> str:
    if char in "еёЕЁ":
        return "[еёЕЁ]"
    return f"[{char.lower()}{char.upper()}]" if char.isalpha() else re.escape(char)
