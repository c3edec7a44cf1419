"""What accounts announce. The first three carry no address and no secret: the letter is written when it is sent."""

from dataclasses import dataclass

from core.events.event import Event


@dataclass(frozen=True, slots=True)
class ConfirmationAsked(Event):
    """Somebody registered, or did so again before confirming: the account is to be sent a token."""

    user_id: int


@dataclass(frozen=True, slots=True)
class RegistrationRepeated(Event):
    """Somebody registered with the e-mail of a confirmed account: its owner is to know."""

    user_id: int


@dataclass(frozen=True, slots=True)
class PasswordResetAsked(Event):
    """Somebody forgot a password; `user_id` is None where nobody has the e-mail, so that time tells nothing."""

    user_id: int | None


@dataclass(frozen=True, slots=True)
class UserConfirmed(Event):
    """An account's e-mail was confirmed, which happens once; `role` and `company` are those of the registration."""

    user_id: int
    email: str
    role: str
    company: str
