from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modules.catalog.models.products import Product


class ReviewStatus(models.TextChoices):
    PENDING = "pending", pgettext_lazy("state of a review", "waiting")
    PUBLISHED = "published", pgettext_lazy("state of a review", "published")
    REJECTED = "rejected", pgettext_lazy("state of a review", "rejected")


class Receipt(models.Model):
    """A person got a product: that is what gives them a word about it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="receipts")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.user_id} -> {self.product_id}"


class Review(models.Model):
    """What a buyer says of a product they got; it stays, without a name, when the person is erased."""

    product = models.ForeignKey(
        Product, models.CASCADE, db_index=False, related_name="reviews", verbose_name=_("product")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    # Their first name as it was when they wrote: a list of reviews asks nobody else.
    name = models.CharField(pgettext_lazy("author of a review", "name"), max_length=150, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"))
    text = models.TextField(_("text"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=ReviewStatus)
    # Why it was rejected: its author reads it beside the review.
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = models.DateTimeField(_("changed"), null=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["product", "author"], name="review_once"),
            models.CheckConstraint(name="review_rating", condition=Q(rating__gte=1, rating__lte=5)),
        ]
        indexes = [
            models.Index("product", "id", name="review_published", condition=Q(status="published")),
            models.Index("id", name="review_pending", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.rating}: {self.text[:60]}"
