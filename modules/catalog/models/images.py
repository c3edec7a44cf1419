import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from modules.catalog.models.products import Product


def picture_path(image: "ProductImage", filename: str) -> str:
    """Return where a picture is stored: a name of our own, never the sender's."""
    ending = filename.rpartition(".")[2].lower()
    safe = ending if ending in {"jpg", "jpeg", "png", "webp", "gif", "svg"} else "bin"
    return f"products/{image.product_id}/{uuid.uuid4().hex}.{safe}"


class ProductImage(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="images")
    file = models.FileField(_("file"), upload_to=picture_path, max_length=200)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.file)
