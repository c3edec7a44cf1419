"""Every revision of an order's documents, to be opened by the staff."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.backoffice.bases import ReadOnlyInline
from core.backoffice.columns import GOOD, WAITING, anchor, label
from modules.orders.documents import storing
from modules.orders.models.documents import Document
from modules.orders.models.orders import Order
from modules.orders.selectors.documents import Stored

# A plain one stands in for what could not be drawn.
WELL, PLAINLY = "well", "plainly"
DRAWINGS = {WELL: GOOD, PLAINLY: WAITING}


class DocumentInline(ReadOnlyInline[Document, Order]):
    model = Document
    fields = ("paper", "supplier", "revision", "made_at", "drawing", "sha256")
    readonly_fields = ("paper", "supplier", "drawing")
    ordering = ("part_id", "revision")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).exclude(made_at=None).select_related("part")

    @admin.display(description=_("document"))
    def paper(self, document: Document) -> str:
        address = reverse("admin:orders_order_document", args=[document.order_id, document.pk])
        return anchor(address, document.get_kind_display())

    @label(pgettext_lazy("of a document", "drawing"), DRAWINGS)
    def drawing(self, document: Document) -> tuple[str, StrOrPromise]:
        if document.plain:
            return PLAINLY, pgettext_lazy("how a document was drawn", "plainly")
        return WELL, pgettext_lazy("how a document was drawn", "as it should be")

    @admin.display(description=pgettext_lazy("of one part", "supplier"))
    def supplier(self, document: Document) -> str:
        return document.part.supplier_name if document.part else "–"


def sent(found: Stored | None) -> HttpResponse:
    """Return a stored document as a download; raises Http404 where there is none."""
    if found is None:
        raise Http404
    answer = HttpResponse(storing.read(found.file), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.save_as}"'
    if found.language:
        answer["Content-Language"] = found.language
    return answer
