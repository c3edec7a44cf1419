"""Reviews as everybody sees them, and one's own."""

from django.db.models import QuerySet

from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Review, ReviewStatus
from modules.catalog.selectors.joining import missing


def published_reviews(product_id: int) -> QuerySet[Review]:
    """Return what is said of a product that anybody may see; raises NotFound."""
    refuse_unseen(product_id)
    return Review.objects.filter(product_id=product_id, status=ReviewStatus.PUBLISHED)


def own_review(*, product_id: int, author_id: int) -> Review | None:
    """Return what a person said of a product, wherever it stands."""
    return Review.objects.filter(product_id=product_id, author_id=author_id).first()


def reviews_by(author_id: int) -> QuerySet[Review]:
    return Review.objects.filter(author_id=author_id).select_related("product").order_by("pk")


def pending_reviews(most: int) -> list[Review]:
    """Return up to so many reviews that wait for the staff, the oldest first, with their products."""
    waiting = Review.objects.filter(status=ReviewStatus.PENDING).select_related("product")
    return list(waiting.order_by("pk")[:most])


def refuse_unseen(product_id: int) -> None:
    """Raise NotFound of a product that is not to be seen."""
    if not Product.objects.filter(pk=product_id, is_active=True, category__is_visible=True).exists():
        raise missing(product_id)
