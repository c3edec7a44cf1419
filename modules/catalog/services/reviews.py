"""Reviews: written by those who got the product, shown, and taken back. Every step that is seen is announced."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotFound
from core.events.bus import publish
from modules.catalog.errors import AlreadyReviewed, NotReceived, ReasonMissing, ReviewHeldBack
from modules.catalog.events import ReviewChanged, ReviewPublished, ReviewWithdrawn
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Receipt, Review, ReviewStatus
from modules.catalog.rules.reviews import first_standing, may_be_withdrawn, standing_after_edit
from modules.catalog.selectors.joining import successors
from modules.catalog.services.refreshing import bump_products

PUBLISHED = ReviewStatus.PUBLISHED


@transaction.atomic(savepoint=False)
def record_receipt(*, user_id: int, product_ids: Collection[int]) -> None:
    """Remember that a person got these products; a merged one counts as what it is now, one that is gone not at all."""
    now = successors(product_ids)
    ids = {now.get(id, id) for id in product_ids}
    there = Product.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    Receipt.objects.bulk_create([Receipt(user_id=user_id, product_id=id) for id in there], ignore_conflicts=True)


@transaction.atomic(savepoint=False)
def add_review(*, product_id: int, author_id: int, rating: int, text: str = "") -> Review:
    """Write a person's review of a product they got. Raises NotReceived (403) and AlreadyReviewed (409)."""
    # The receipt is locked: of two reviews by one person at once the second finds the first.
    receipt = Receipt.objects.select_for_update(no_key=True).filter(user_id=author_id, product_id=product_id).first()
    if receipt is None:
        raise NotReceived
    if Review.objects.filter(author_id=author_id, product_id=product_id).exists():
        raise AlreadyReviewed
    standing = first_standing(moderated=settings.REVIEWS_MODERATED)
    name = User.objects.values_list("first_name", flat=True).get(pk=author_id)
    review = Review.objects.create(
        product_id=product_id, author_id=author_id, name=name, rating=rating, text=text, status=standing
    )
    _announce(review, was="")
    return review


@transaction.atomic(savepoint=False)
def change_review(*, review_id: int, product_id: int, author_id: int, **said: Any) -> Review:
    """Change `rating` or `text` of a person's own review; it may have to be published anew. Raises NotFound."""
    review = _locked(pk=review_id, product_id=product_id, author_id=author_id)
    was, changed = review.status, {field: value for field, value in said.items() if getattr(review, field) != value}
    if not changed:
        return review
    for field, value in changed.items():
        setattr(review, field, value)
    review.status, review.reason = standing_after_edit(was, moderated=settings.REVIEWS_MODERATED), ""
    review.edited_at = timezone.now()
    review.save(update_fields=[*changed, "status", "reason", "edited_at"])
    _announce(review, was=was)
    return review


@transaction.atomic(savepoint=False)
def withdraw_review(*, review_id: int, product_id: int, author_id: int) -> None:
    """Take a person's own review back; they may write another one. Raises NotFound and ReviewHeldBack (409)."""
    review = _locked(pk=review_id, product_id=product_id, author_id=author_id)
    if not may_be_withdrawn(review.status, moderated=settings.REVIEWS_MODERATED):
        raise ReviewHeldBack
    Review.objects.filter(pk=review_id).delete()
    if review.status == PUBLISHED:
        publish(ReviewWithdrawn(product_id, review_id))
        bump_products([product_id])


@transaction.atomic(savepoint=False)
def judge_review(*, review_id: int, status: ReviewStatus, reason: str = "") -> Review:
    """Let the staff publish or reject a review; its author reads the reason. Raises NotFound and ReasonMissing."""
    if status == ReviewStatus.REJECTED and not reason:
        raise ReasonMissing
    review = _locked(pk=review_id)
    was, review.status = review.status, status
    review.reason = reason[:255]
    review.save(update_fields=["status", "reason"])
    _announce(review, was=was)
    return review


@transaction.atomic(savepoint=False)
def erase_author(*, user_id: int) -> None:
    """Take the name off what a person said in public; what was never published goes, and so do their receipts."""
    theirs = Review.objects.filter(author_id=user_id)
    theirs.exclude(status=PUBLISHED).delete()
    bump_products(list(theirs.values_list("product_id", flat=True)))
    theirs.update(author=None, name="")
    Receipt.objects.filter(user_id=user_id).delete()


def _locked(**which: Any) -> Review:
    review = Review.objects.select_for_update(no_key=True).filter(**which).first()
    if review is None:
        raise NotFound
    return review


def _announce(review: Review, *, was: str) -> None:
    if review.status == PUBLISHED:
        event = ReviewChanged if was == PUBLISHED else ReviewPublished
        publish(event(review.product_id, review.pk))
    elif was == PUBLISHED:
        publish(ReviewWithdrawn(review.product_id, review.pk))
    if PUBLISHED in {review.status, was}:
        bump_products([review.product_id])
