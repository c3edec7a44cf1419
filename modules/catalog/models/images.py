import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modules.catalog.models.products import Product

# The folder of the media that is the catalogue's alone: what is in it and in no row, the sweep takes away.
PICTURES = "products"


def picture_path(image: "ProductImage", filename: str) -> str:
    """Return where a picture is stored: a name of our own, never the sender's."""
    ending = filename.rpartition(".")[2].lower()
    safe = ending if ending in {"jpg", "jpeg", "png", "webp", "gif", "svg"} else "bin"
    name = uuid.uuid4().hex
    return f"{PICTURES}/{name[:2]}/{name}.{safe}"


class ProductImage(models.Model):
    """A picture of a product, or one that was sent ahead of the product it is for."""

    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="images")
    file = models.FileField(_("file"), upload_to=picture_path, max_length=200, unique=True)
    position = models.PositiveIntegerField(pgettext_lazy("place of a picture", "position"), default=0)
    alt = models.CharField(_("alternative text"), max_length=255, blank=True)
    # Unknown of a drawing (SVG), which has no pixels.
    width = models.PositiveIntegerField(_("width"), null=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, editable=False)
    # The smaller copies, narrowest first: [{"width", "height", "file"}]; NULL until they are made.
    thumbnails = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.file)
