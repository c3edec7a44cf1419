"""What buyers say, for the staff to publish or reject; nobody writes another one's words."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.backoffice.bases import ReadOnlyAdmin
from core.backoffice.buttons import Button
from core.backoffice.columns import BAD, GOOD, WAITING, label, link
from modules.catalog.models.reviews import Review, ReviewStatus
from modules.catalog.services.reviews import judge_review

COLOURS = {ReviewStatus.PENDING: WAITING, ReviewStatus.PUBLISHED: GOOD, ReviewStatus.REJECTED: BAD}
PUBLISH = Button("published", pgettext_lazy("step of a review", "Publish"), "thumb_up", "primary")
REJECT = Button(
    "rejected", pgettext_lazy("step of a review", "Reject"), "thumb_down", "danger", asks=_("Why, for the author")
)


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin[Review]):
    rank, icon = 25, "reviews"
    fields = ("of", "stars", "text", "name", "author", ("state", "reason"), ("created_at", "edited_at"))
    readonly_fields = ("of", "stars", "state")
    list_display = ("said", "of", "stars", "name", "state", "created_at")
    list_filter = ("status", "rating")
    list_select_related = ("product",)
    search_fields = ("product__name", "text")
    ordering = ("-id",)
    actions = ("publish",)

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return self.may_press(request)

    def buttons(self, request: HttpRequest, obj: Review) -> list[Button]:
        return [button for button in (PUBLISH, REJECT) if button.step != obj.status]

    def press(self, request: HttpRequest, obj: Review, step: str) -> str:
        if step not in {PUBLISH.step, REJECT.step}:
            raise Http404
        status = ReviewStatus(step)
        reason = request.POST.get("said", "").strip() if status == ReviewStatus.REJECTED else ""
        judge_review(review_id=obj.pk, status=status, reason=reason)
        return str(_("The review is published.") if step == PUBLISH.step else _("The review is rejected."))

    @admin.action(description=_("Publish the chosen reviews"), permissions=["judge"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        waiting = list(queryset.exclude(status=ReviewStatus.PUBLISHED).order_by("id").values_list("id", flat=True))
        for id in waiting:
            judge_review(review_id=id, status=ReviewStatus.PUBLISHED)
        said = ngettext("%(count)d review is published.", "%(count)d reviews are published.", len(waiting))
        self.message_user(request, said % {"count": len(waiting)}, messages.SUCCESS)

    @admin.display(description=_("text"))
    def said(self, review: Review) -> str:
        return Truncator(review.text).chars(80) or "–"

    @admin.display(description=_("product"))
    def of(self, review: Review) -> str:
        return link(review.product)

    @admin.display(description=_("rating"), ordering="rating")
    def stars(self, review: Review) -> str:
        return "★" * review.rating + "☆" * (5 - review.rating)

    @label(_("state"), COLOURS)
    def state(self, review: Review) -> tuple[str, Any]:
        return review.status, review.get_status_display()
