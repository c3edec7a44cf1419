from datetime import datetime, time
from typing import Annotated, Any

import ninja
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError
from pydantic import Field, StringConstraints, ValidationInfo, WithJsonSchema, field_validator, model_validator
from pydantic_core import PydanticCustomError

from core.http.shapes import Answer, Request
from core.http.values import Switch
from modules.partners.models.sources import Rhythm, RunResult, Schedule
from modules.partners.rules import PriceListMode

Url = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=2000),
    Field(examples=["https://supplier.example/price-list.xml"]),
]
TimeOfDay = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    Field(examples=["03:30"]),
]
SEVERAL_FILES = _("Several files at once are taken only as the parts of one CommerceML exchange.")
FILE_AND_ADDRESS = _("Give a file or an address, not both.")
ListFile = Annotated[ninja.UploadedFile | None, WithJsonSchema({"type": "string", "format": "binary"})]
ADDRESS_BODY: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["url"],
                    "properties": {
                        "url": {"type": "string", "minLength": 1, "maxLength": 2000},
                        "format": {"type": "string", "maxLength": 40, "default": ""},
                        "mode": {"type": "string", "enum": [mode.value for mode in PriceListMode], "default": "full"},
                        "dry_run": {"type": "boolean", "default": False},
                    },
                    "example": {"url": "https://supplier.example/price-list.xml", "mode": "full"},
                }
            },
        },
        "required": True,
    }
}


def missing_file() -> ValidationError:
    """Return what is said of a form without its file."""
    return ValidationError([{"type": "missing", "loc": ("file", "file"), "msg": "Field required"}])


def several_files() -> ValidationError:
    """Return what is said of a form with files that do not belong together."""
    said = PydanticCustomError(
        "several_files", gettext("Several files at once are taken only as the parts of one CommerceML exchange.")
    )
    return ValidationError([{"type": said.type, "loc": ("file", "file"), "msg": said.message()}])


def file_and_address() -> ValidationError:
    """Return what is said of a form that has both."""
    return ValidationError([{"type": "file_and_address", "loc": ("form", "url"), "msg": str(FILE_AND_ADDRESS)}])


class AddressIn(Request):
    """Where a list lies; `format` is a hint that is not needed: what a file is, is found in its content."""

    url: Url
    format: Annotated[str, StringConstraints(strict=True, max_length=40)] = ""
    mode: PriceListMode = PriceListMode.FULL
    dry_run: Switch = False

    @model_validator(mode="before")
    @classmethod
    def from_one_source(cls, said: Any) -> Any:
        if isinstance(said, dict) and {"url", "file"} <= said.keys():
            raise PydanticCustomError("file_and_address", gettext("Give a file or an address, not both."))
        return said


class ScheduleIn(Request):
    """How often a list is fetched; `at` is the time of day by the shop's clock, for daily ones."""

    url: Url
    mode: PriceListMode = PriceListMode.FULL
    every: Rhythm
    at: Annotated[TimeOfDay | None, Field(validate_default=True)] = None

    @field_validator("at")
    @classmethod
    def at_some_time(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("every") == Rhythm.DAILY:
            raise PydanticCustomError("at_required", gettext("A daily list needs a time of day, such as 03:30"))
        return value

    @property
    def time(self) -> time | None:
        """Return the time of day, None for hourly lists."""
        return time.fromisoformat(self.at) if self.at and self.every == Rhythm.DAILY else None


class ScheduleError(Answer):
    """Why the list could not be fetched, or not be taken, the last time."""

    code: str
    detail: str


class ScheduleOut(Answer):
    """When a list is fetched next, and how it went last: `sent` (see the price list), `held`, `unchanged` or `failed`.

    `tries` are the attempts that have failed since the time that was asked for; `next_run_at` is then the next one.
    """

    url: str
    mode: PriceListMode
    every: Rhythm
    at: str | None
    next_run_at: datetime
    last_run_at: datetime | None
    last_result: RunResult | None
    last_price_list_id: int | None
    last_error: ScheduleError | None
    tries: int

    @classmethod
    def of(cls, one: Schedule) -> "ScheduleOut":
        error = {"code": one.error_code, "detail": one.failure} if one.error_code else None
        said = {"at": one.at and one.at.strftime("%H:%M"), "last_result": one.last_result or None, "last_error": error}
        plain = {name: getattr(one, name) for name in cls.model_fields if name not in said}
        return cls.model_validate(plain | said)
