"""How a service refuses: an exception with a stable `code`, a translated sentence, and no word of HTTP."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal. Subclass it in a module's `errors.py` with a `code` and a `message`.

    `facts` are public, JSON-ready details that go out beside the sentence; the message may name them
    (`%(available)s`), and one of Django's choices by its label.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = _("The request was refused.")

    def __init__(self, detail: str | Promise | None = None, **facts: Any) -> None:
        super().__init__(detail or self.message)
        self.facts = facts

    @property
    def detail(self) -> str:
        """Return the sentence in the language now active."""
        sentence = str(self.args[0])
        if not self.facts or "%(" not in sentence:
            return sentence
        return sentence % {name: fact.label if isinstance(fact, Choices) else fact for name, fact in self.facts.items()}


class NotFound(DomainError):
    """There is no such thing, or it is somebody else's: the two must look the same."""

    code = "not_found"
    message = _("There is no such object.")


class Conflict(DomainError):
    """The request is sound, but does not fit the present state."""

    code = "conflict"
    message = _("The request conflicts with the present state.")


class Gone(DomainError):
    """It was there, and is no longer kept."""

    code = "gone"
    message = _("This is no longer kept.")


class Forbidden(DomainError):
    """This person has no right to this kind of thing."""

    code = "forbidden"
    message = _("You have no right to do this.")


class ScopeMissing(Forbidden):
    """An API key was shown where it opens nothing: its scopes leave this call out, or no key opens it."""

    code = "scope_missing"
    message = _("This API key does not open this call.")


class Invalid(DomainError):
    """A value was understood and cannot be taken; `field` says which."""

    code = "invalid"
    message = _("A value cannot be accepted.")

    def __init__(self, detail: str | Promise | None = None, *, field: str = "", **facts: Any) -> None:
        super().__init__(detail, **facts)
        self.field = field


class TooLarge(DomainError):
    """What was sent is larger than it may be."""

    code = "too_large"
    message = _("The request is too large.")


class Unauthenticated(DomainError):
    """Nobody is signed in, or the credentials do not hold."""

    code = "unauthenticated"
    message = _("Sign in first: the credentials are missing, wrong or expired.")


class Limited(DomainError):
    """Too many attempts; `retry_after` is in whole seconds."""

    code = "rate_limited"
    message = _("Too many requests. Try again later.")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__()
        self.retry_after = max(1, retry_after)


class Unavailable(DomainError):
    """Something we lean on is down for the moment."""

    code = "unavailable_now"
    message = _("The service is busy or a part of it is down. Try again in a moment.")
    retry_after = 5


class Hopeless(Exception):
    """What was tried late will fail however often: the outbox gives it up at once, and a person may send it again."""


class NotYet(Exception):
    """What was tried late is to be tried again `after` a time of its own choosing, as often as it asks for that."""

    def __init__(self, why: str, *, after: timedelta) -> None:
        super().__init__(why)
        self.after = after
