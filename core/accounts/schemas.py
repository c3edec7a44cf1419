"""The shapes of accounts on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from core.accounts.models import USERNAME, Role, Session
from core.accounts.rules import is_tax_id
from core.http.shapes import Answer, Patch, Problem, Request, untouched
from core.http.values import Email, Line, Name, Password, Text, UpTo, visible


def _empty_or_visible(value: Any) -> Any:
    if isinstance(value, str) and value and not visible(value):
        raise PydanticCustomError("blank", _("Must be empty or show something"))
    return value


def _tax_id(value: str) -> str:
    if value and not is_tax_id(value):
        raise PydanticCustomError("bad_tax_id", _("Must be a tax ID (INN) of 10 or 12 digits"))
    return value


PersonName = Annotated[Line, UpTo(150), BeforeValidator(_empty_or_visible)]
LongName = Annotated[Line, BeforeValidator(_empty_or_visible)]
Phone = Annotated[Line, UpTo(40), BeforeValidator(_empty_or_visible)]
TaxId = Annotated[Line, UpTo(12), AfterValidator(_tax_id)]
Part = Annotated[Line, UpTo(20), BeforeValidator(_empty_or_visible)]
Username = Annotated[str, StringConstraints(strict=True, max_length=150, pattern=USERNAME)]
type Language = Literal["ru", "en"]
type AccountType = Literal["buyer", "supplier"]


class RegisterIn(Request):
    """A registration; `type: supplier` asks to sell here and needs a `company`."""

    email: Email
    password: Password
    # No default in the schema: a client that sends defaults along would send a second password that differs.
    password_confirm: Password = Field(default_factory=str)
    username: Username | None = None
    first_name: PersonName = ""
    last_name: PersonName = ""
    position: LongName = ""
    phone: Phone = ""
    type: AccountType = "buyer"
    company: Annotated[LongName, Field(validate_default=True)] = ""

    @field_validator("password_confirm")
    @classmethod
    def same_password(cls, value: str, info: ValidationInfo) -> str:
        if "password" in info.data and value != info.data["password"]:
            raise PydanticCustomError("passwords_differ", _("The two passwords differ"))
        return value

    @field_validator("company")
    @classmethod
    def company_of_a_supplier(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("type") == "supplier":
            raise PydanticCustomError("company_required", _("A supplier needs a company"))
        return value


class RegisteredOut(Answer):
    """The same for a new and for a known e-mail."""

    email: str
    status: Literal["confirmation_sent"] = "confirmation_sent"


class ConfirmIn(Request):
    """An e-mail and the token that was sent to it."""

    email: Email
    token: Text


class ConfirmedOut(Answer):
    """The e-mail is confirmed; sign in."""

    email: str
    status: Literal["confirmed"] = "confirmed"


class LoginIn(Request):
    """A password, and either `email` or `username`."""

    email: Email | None = None
    username: Annotated[Name | None, Field(validate_default=True)] = None
    password: Password

    @field_validator("username")
    @classmethod
    def exactly_one(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "email" in info.data and (value is None) == (info.data["email"] is None):
            raise PydanticCustomError("email_or_username", _("Give either an e-mail or a user name"))
        return value


class TokensOut(Answer):
    """An access token for `Authorization: Bearer`, and a refresh token for one further pair."""

    access: str
    refresh: str


class RefreshIn(Request):
    """A refresh token, which can be used once."""

    refresh: Text


class ResetIn(Request):
    """Whose password was forgotten."""

    email: Email


class ResetAskedOut(Answer):
    """The same whether the e-mail is known or not."""

    status: Literal["reset_sent"] = "reset_sent"


class ResetConfirmIn(Request):
    """The token from the letter and the new password."""

    email: Email
    token: Text
    password: Password


class PasswordChangeIn(Request):
    """The present password and the new one."""

    old_password: Password
    password: Password


class PasswordChangedOut(Answer):
    """The password is changed and every session has ended; sign in again."""

    status: Literal["password_changed"] = "password_changed"


class ProfileOut(Answer):
    """A person, as they see themselves."""

    id: int
    email: str
    username: str | None
    first_name: str
    last_name: str
    company: str
    tax_id: str
    position: str
    phone: str
    language: Language | Literal[""]
    role: Role
    is_staff: bool
    confirmed_at: datetime | None
    created_at: datetime


class PersonExport(Answer):
    """What is kept about a person, in rows, by the part of the shop that keeps it (GDPR, article 15)."""

    exported_at: datetime
    kept: dict[str, list[dict[str, str | int | bool | datetime | None]]]


class ProfilePatch(Patch):
    """What a person may change of themselves."""

    first_name: PersonName = untouched()
    last_name: PersonName = untouched()
    phone: Phone = untouched()
    company: LongName = untouched()
    tax_id: TaxId = untouched()
    position: LongName = untouched()
    language: Language = untouched()


class ContactIn(Request):
    """Where and to whom things are delivered."""

    city: Annotated[Name, UpTo(100)]
    street: Name
    house: Part = ""
    structure: Part = ""
    building: Part = ""
    apartment: Part = ""
    phone: Annotated[Name, UpTo(40)]
    recipient: LongName = ""


class ContactPatch(Patch):
    """The fields of a contact that change."""

    city: Annotated[Name, UpTo(100)] = untouched()
    street: Name = untouched()
    house: Part = untouched()
    structure: Part = untouched()
    building: Part = untouched()
    apartment: Part = untouched()
    phone: Annotated[Name, UpTo(40)] = untouched()
    recipient: LongName = untouched()


class ContactOut(Answer):
    """A contact."""

    id: int
    city: str
    street: str
    house: str
    structure: str
    building: str
    apartment: str
    phone: str
    recipient: str


def _moment(value: Any) -> Any:
    # pydantic by itself takes a number for seconds since 1970, and a date for a midnight somewhere.
    if not isinstance(value, str):
        raise PydanticCustomError("datetime_type", _("Must be a date and time with its zone"))
    return value


def _to_come(value: datetime) -> datetime:
    if value <= timezone.now():
        raise PydanticCustomError("in_the_past", _("Must be in the future"))
    return value


Expiry = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_to_come)]


class ApiKeyIn(Request):
    """What a key is called, what it is good for, and until when; without `expires` until it is revoked."""

    name: Annotated[Name, UpTo(100)]
    scopes: Annotated[list[Annotated[Name, UpTo(60)]], Field(min_length=1, max_length=50)]
    expires: Expiry | None = None


class SessionOut(Answer):
    """A sign-in that is still good: on which program, from which address, and since when."""

    id: UUID
    user_agent: str
    address: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    current: bool

    @classmethod
    def of(cls, one: Session, current: str) -> Self:
        plain = {name: getattr(one, name) for name in cls.model_fields if name != "current"}
        return cls.model_validate(plain | {"current": one.pk.hex == current})


class ApiKeyOut(Answer):
    """An API key by its beginning: the key itself is shown when it is made, and never again."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires: Annotated[datetime | None, Field(validation_alias="expires_at")]
    used_at: datetime | None


class ApiKeyMadeOut(ApiKeyOut):
    """A new API key, with the key itself: this is the only answer that has it."""

    key: str


class TooManyApiKeysProblem(Problem):
    """How many API keys a person may have."""

    code: Literal["too_many_api_keys"]
    limit: int


class TooManyContactsProblem(Problem):
    """How many contacts a person may keep."""

    code: Literal["too_many_contacts"]
    limit: int
