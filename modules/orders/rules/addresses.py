"""Where an order goes, and the text by which it is found."""

from dataclasses import asdict, dataclass


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
        """Return the place as one writes it on a parcel."""
        street = " ".join(filter(None, (self.street, self.house, self.structure, self.building)))
        return ", ".join(filter(None, (self.city, street, self.apartment)))


def sought(text: str) -> str:
    """Return a text as it is compared in searches: the same on both databases, `ё` as `е`."""
    return " ".join(text.casefold().replace("ё", "е").split())


def search_text(address: Address) -> str:
    """Return what an order is found by, besides its number: the recipient, the phone as written and its digits."""
    digits = "".join(filter(str.isdecimal, address.phone))
    return sought(f"{address.recipient} {address.phone} {digits}")
