from typing import Annotated, Literal

from pydantic import Field

from core.http.shapes import Problem


class AttachmentTooLargeProblem(Problem):
    """How many bytes a file may have."""

    code: Literal["attachment_too_large"]
    limit: Annotated[int, Field(examples=[10_485_760])]
