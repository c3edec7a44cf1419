"""What a product's reviews come to, reckoned anew from the rows each time: adding up would drift."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Count, Sum

from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Review, ReviewStatus
from modules.catalog.services.refreshing import bump_products


@transaction.atomic(savepoint=False)
def rate_product(*, product_id: int) -> None:
    """Make rating and number of reviews of a product what its published reviews say; nothing where it is gone."""
    # Locked first: of two reckonings at once the second counts what the first one's review has added.
    product = (
        Product.objects.select_for_update(no_key=True).filter(pk=product_id).only("rating", "reviews_count").first()
    )
    if product is None:
        return
    seen = Review.objects.filter(product_id=product_id, status=ReviewStatus.PUBLISHED)
    whole = seen.aggregate(count=Count("pk"), stars=Sum("rating"))
    rating, count = mean(whole["stars"] or 0, whole["count"]), whole["count"]
    if (product.rating, product.reviews_count) != (rating, count):
        Product.objects.filter(pk=product_id).update(rating=rating, reviews_count=count)
        bump_products([product_id], lists=True)


def mean(stars: int, count: int) -> Decimal:
    """Return the average at two places; nothing said is 0."""
    return (Decimal(stars) / (count or 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
