"""What accounts do for the modules: who somebody is, where things go to, and what they may become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.accounts import selectors
from core.accounts.services import api_keys, people


@dataclass(frozen=True, slots=True)
class Person:
    """A person as other modules may know one; an erased one has a stand-in address and no names.

    `tax_id` is their INN, "" where they gave none.
    """

    id: int
    email: str
    full_name: str
    phone: str
    company: str
    language: str
    is_active: bool
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class ContactView:
    """Where and to whom things are delivered."""

    city: str
    street: str
    house: str
    structure: str
    building: str
    apartment: str
    phone: str
    recipient: str


@dataclass(frozen=True, slots=True)
class ApiKeyView:
    """A living API key as its owner knows it again: by how it begins."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


def person(user_id: int) -> Person:
    """Return a person; raises NotFound where no account has this id."""
    user = selectors.user(user_id)
    names = user.full_name, user.phone, user.company
    return Person(user.pk, user.email, *names, user.language, user.is_active, user.tax_id)


def contact(user_id: int, contact_id: int) -> ContactView:
    """Return one of a person's contacts; raises NotFound where there is none, also for somebody else's."""
    found = selectors.contact(user_id, contact_id)
    return ContactView(
        city=found.city,
        street=found.street,
        house=found.house,
        structure=found.structure,
        building=found.building,
        apartment=found.apartment,
        phone=found.phone,
        recipient=found.recipient,
    )


def keep(user_id: int) -> None:
    """Hold a person in the caller's transaction: what is written for them is seen by whoever erases them next.

    Raises Unauthenticated where they were erased or switched off meanwhile. Hold nothing of theirs before: erasing
    takes the person first.
    """
    people.keep(user_id=user_id)


def set_role(user_id: int, role: str) -> None:
    """Make a person a `buyer`, `supplier` or `agent`; it counts from the next request on. Raises NotFound."""
    people.set_role(user_id=user_id, role=role)


def keys_of(user_id: int) -> list[ApiKeyView]:
    """Return a person's API keys that were not revoked, the newest first."""
    rows = selectors.living_keys(user_id).order_by("-id").values(*ApiKeyView.__dataclass_fields__)
    return [ApiKeyView(**row) for row in rows]


def make_key(*, user_id: int, name: str, scopes: Sequence[str], expires_at: datetime | None = None) -> str:
    """Make an API key in a person's name and return it: it is not to be had again.

    Raises ScopeUnknown (422) and TooManyApiKeys (409).
    """
    return api_keys.make(user_id=user_id, name=name, scopes=scopes, expires_at=expires_at).key


def revoke_key(*, user_id: int, key_id: int) -> None:
    """Have one of a person's API keys open nothing any more, at once; raises NotFound, for somebody else's too."""
    api_keys.revoke(key_id=key_id, user_id=user_id)
