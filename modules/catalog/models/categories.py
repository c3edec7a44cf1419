from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The address of the hidden category whose goods wait for somebody to say where they belong.
WAITING = "torg-not-sorted"


class Category(models.Model):
    name = models.CharField(_("name"), max_length=255)
    slug = models.CharField(_("address"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside")
    )
    position = models.PositiveIntegerField(pgettext_lazy("place of a category", "position"), default=0)
    is_active = models.BooleanField(_("shown"), default=True)
    # Kept: it and everything above it is active.
    is_visible = models.BooleanField(default=True, editable=False)
    # Kept: the name as suppliers' categories are compared with it, and the lexemes that it is found by.
    search_text = models.TextField(default="", editable=False)
    words = models.TextField(default="", editable=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        indexes = [models.Index("position", "id", name="category_order", condition=Q(is_visible=True))]

    def __str__(self) -> str:
        return self.name
