"""The base classes of everything on the wire."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Request(BaseModel):
    """A body that is taken as it is or not at all: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Patch(Request):
    """A body whose absent fields stay as they are; declare each field `= untouched()`, so that null is refused."""

    def changes(self) -> dict[str, Any]:
        """Return only the fields that were sent."""
        return self.model_dump(exclude_unset=True)


class Query(BaseModel):
    """Query parameters, for `Annotated[Filters, ninja.Query()]`."""

    model_config = ConfigDict(extra="ignore")


class Answer(BaseModel):
    """What goes out; filled from frozen dataclasses and models by attribute."""

    model_config = ConfigDict(from_attributes=True)


def untouched() -> Any:
    """Mark a field of a Patch as absent by default; nothing is shown as its default in the schema."""
    return Field(default_factory=lambda: None)


class FieldError(Answer):
    """One value that was refused: where it stands, why, and a stable code."""

    loc: list[str | int]
    msg: str
    code: str


class Problem(Answer):
    """An error as RFC 9457 has it; `code` is stable, `detail` is in the reader's language."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "urn:torg:problem:not_found",
                "title": "Not Found",
                "status": 404,
                "detail": "There is no such object.",
                "code": "not_found",
                "request_id": "5f0c7a5e9b1d4f0e",
            }
        },
    )

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldError] = Field(default_factory=list)
