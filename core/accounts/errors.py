"""How accounts refuse."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Invalid, Unauthenticated


class InvalidCredentials(Unauthenticated):
    """401: no such account, a wrong password, or an account that is switched off; which one is not said."""

    code = "invalid_credentials"
    message = _("The name or the password is wrong.")


class EmailNotConfirmed(Forbidden):
    """403: the password is right, the e-mail is not confirmed yet."""

    code = "email_not_confirmed"
    message = _("Confirm your e-mail first: the token is in the letter we sent you.")


class RefreshInvalid(Unauthenticated):
    """401: the refresh token is not ours, has expired, or its session has ended."""

    code = "refresh_invalid"
    message = _("The token is not valid or has expired. Sign in again.")


class TokenReused(Unauthenticated):
    """401: the refresh token was used before, so somebody else may hold it; its session has been ended."""

    code = "token_reused"
    message = _("This refresh token was used before. The session has been ended; sign in again.")


class MailedTokenInvalid(Invalid):
    """422: the token from a letter is wrong, was used, or has expired."""

    code = "token_invalid"
    message = _("The token is wrong, was used already, or has expired.")

    def __init__(self) -> None:
        super().__init__(field="token")


class UsernameTaken(Invalid):
    """422: another account has this user name."""

    code = "username_taken"
    message = _("This user name is taken.")

    def __init__(self) -> None:
        super().__init__(field="username")


class WrongPassword(Invalid):
    """422: the old password given for a change is not the present one."""

    code = "wrong_password"
    message = _("The old password is wrong.")

    def __init__(self) -> None:
        super().__init__(field="old_password")


class PasswordRefused(Invalid):
    """422: the password is too easy to guess; `errors` lists every reason with its code."""

    code = "password_refused"
    message = _("The password is too easy to guess.")

    def __init__(self, reasons: Iterable[ValidationError]) -> None:
        listed = [(" ".join(reason.messages), reason.code) for reason in reasons]
        errors = [{"loc": ["body", "password"], "msg": message, "code": code} for message, code in listed]
        super().__init__(" ".join(message for message, _code in listed), errors=errors)


class TooManyApiKeys(Conflict):
    """409: a person has at most so many API keys."""

    code = "too_many_api_keys"
    message = _("You already have %(limit)s API keys. Revoke one first.")


class ScopeUnknown(Invalid):
    """422: no call of this shop asks for a scope of this name."""

    code = "scope_unknown"
    message = _("There is no such scope.")

    def __init__(self, names: Iterable[str], known: Iterable[str]) -> None:
        said = _("There is no scope “%(names)s”; there are %(known)s.")
        super().__init__(said % {"names": ", ".join(names), "known": ", ".join(known)}, field="scopes")


class TooManyContacts(Conflict):
    """409: a person keeps at most so many contacts."""

    code = "too_many_contacts"
    message = _("You already have %(limit)s contacts. Delete one first.")
