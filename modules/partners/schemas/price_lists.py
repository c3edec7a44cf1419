from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from core.http.shapes import Answer, Problem, Query, Request
from core.http.values import QueryFlag, QueryInt
from modules.catalog.public import SupplierTerms
from modules.partners.models.price_lists import PriceList, PriceListRow
from modules.partners.rules import PriceListMode, PriceListStatus, RowStatus, RowWarning, in_words
from modules.partners.schemas.suppliers import ListOwner

type SupplierStanding = Literal["pending", "approved"]
# What a column of a price list can hold.
type RowValue = str | int | bool | None


class SubmitForm(Request):
    """What may stand beside the file; the format is found in its content, and `format` is a hint that may be wrong."""

    format: Annotated[str, Field(max_length=40)] = ""
    mode: PriceListMode = PriceListMode.FULL
    dry_run: QueryFlag = False


class SubmittedOut(Answer):
    id: int
    status_url: Annotated[str, Field(examples=["/api/v1/partner/price-lists/17/"])]


class _Told(Answer):
    """Stored as an English msgid with its values; told in the reader's language."""

    code: str
    detail: str

    @model_validator(mode="before")
    @classmethod
    def _in_the_readers_language(cls, stored: Any) -> Any:
        if not isinstance(stored, dict):
            return stored
        return {**stored, "detail": in_words(stored["detail"], stored.get("params") or {})}


class ErrorOut(Answer):
    code: str
    detail: str


class ProgressOut(Answer):
    """Rows read, of how many: an estimate while the file is being read, exact at the end, null at first."""

    read: int
    total: int | None


class CountsOut(Answer):
    new: int
    changed: int
    same: int
    retired: int
    errors: int


class WarningOut(_Told):
    """`hold` says that the list waits for a review because of it."""

    rows: int
    hold: bool = False


class PriceListOut(Answer):
    """`superseded_by` is the id of the newer list that took the place of a `superseded` one."""

    id: int
    version: int
    status: PriceListStatus
    error: ErrorOut | None
    format: str
    mode: PriceListMode
    dry_run: bool
    file_name: str
    url: str
    size: int
    supplier: ListOwner
    progress: ProgressOut
    counts: CountsOut
    warnings: list[WarningOut]
    created_at: datetime
    applied_at: datetime | None
    reviewed_at: datetime | None
    superseded_by: int | None
    rollback_asked_at: datetime | None
    rolled_back_at: datetime | None

    @classmethod
    def of(cls, one: PriceList, supplier: SupplierTerms) -> Self:
        error = ErrorOut(code=one.error_code, detail=one.failure) if one.error_code else None
        progress = ProgressOut(read=one.rows_read, total=one.rows_total)
        nested = {"error": error, "supplier": supplier, "progress": progress, "counts": one}
        plain = {name: getattr(one, name) for name in cls.model_fields if name not in nested}
        return cls.model_validate(plain | nested)


class PriceListOvertakenProblem(Problem):
    """Which newer list has taken the place; null where that is not known any more."""

    code: Literal["price_list_overtaken"]
    superseded_by: Annotated[int | None, Field(examples=[18])]


class PriceListFilters(Query):
    status: PriceListStatus | None = None
    supplier: QueryInt | None = None


class RowFilters(Query):
    """`warning` leaves the rows that caused one of the list's warnings."""

    status: RowStatus | None = None
    warning: RowWarning | None = None


class RowErrorOut(_Told):
    field: str


class RowChangeOut(Answer):
    """Which field changed; the values are as JSON has them, money as a string."""

    field: str
    before: Annotated[RowValue, Field(alias="from")]
    after: Annotated[RowValue, Field(alias="to")]


class RowOut(Answer):
    """`warnings` are the codes of those of the list's warnings that the row has caused.

    `sheet` is the sheet of the line, in a workbook that has goods on several.
    """

    line: int
    sheet: str
    status: RowStatus
    external_id: str
    name: str
    changes: list[RowChangeOut]
    errors: list[RowErrorOut]
    warnings: list[str]

    @classmethod
    def of(cls, row: PriceListRow, codes: Iterable[str]) -> Self:
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "warnings"}
        return cls.model_validate(plain | {"warnings": row.warnings(codes)})
