"""What an API key can be good for: scopes of the form `area:read` and `area:write`, named by whoever asks for them."""

from collections.abc import Collection

from django_stubs_ext import StrOrPromise

known: dict[str, StrOrPromise] = {}


def scope(name: str, about: StrOrPromise) -> str:
    """Make a scope known under its name, with what it allows in words; returns the name."""
    known[name] = about
    return name


def covers(held: Collection[str], needed: str) -> bool:
    """Return whether one of the scopes that are held is enough: whoever may write may read."""
    return needed in held or f"{needed.removesuffix(':read')}:write" in held
