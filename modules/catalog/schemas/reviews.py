from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import pgettext
from pydantic import AfterValidator, Field

from core.http.shapes import Answer, Patch, Request, untouched
from core.http.values import Text, UpTo
from modules.catalog.models.reviews import Review

type ReviewState = Literal["pending", "published", "rejected"]
Rating = Annotated[int, Field(strict=True, ge=1, le=5)]
Said = Annotated[Text, UpTo(5000), AfterValidator(str.strip)]


class ReviewIn(Request):
    rating: Rating
    text: Said = ""


class ReviewPatch(Patch):
    rating: Rating = untouched()
    text: Said = untouched()


class ReviewOut(Answer):
    """`author` is a first name, or "Buyer"; never more of a person."""

    id: int
    rating: int
    text: str
    author: str
    created_at: datetime
    edited_at: datetime | None

    @classmethod
    def of(cls, review: Review) -> "ReviewOut":
        return cls.model_validate(_plain(review))


class OwnReviewOut(ReviewOut):
    """One's own review: whether it is to be seen, and if it was rejected, why."""

    status: ReviewState
    reason: str

    @classmethod
    def of(cls, review: Review) -> "OwnReviewOut":
        return cls.model_validate(_plain(review) | {"status": review.status, "reason": review.reason})


def _plain(review: Review) -> dict[str, object]:
    return {
        "id": review.pk,
        "rating": review.rating,
        "text": review.text,
        "author": review.name or pgettext("author of a review", "Buyer"),
        "created_at": review.created_at,
        "edited_at": review.edited_at,
    }
