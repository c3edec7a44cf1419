"""Files for the supplier to take along: exports of its offers, and examples of what a list may look like."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.exports.models import ExportStatus
from core.http.media import document
from core.http.pagination import paginate
from modules.partners import selectors
from modules.partners.formats.writers.known import ENDINGS, MEDIA_TYPES
from modules.partners.models.exports import ExportFormat
from modules.partners.pages.desk import Desk, desk, go, page, paging
from modules.partners.services import exporting
from modules.partners.services.examples import example


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=ExportFormat.choices, initial=ExportFormat.XLSX, widget=forms.RadioSelect
    )


@desk
def exports(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    form = ExportForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        exporting.ask(supplier_id=mine.id, user_id=mine.by, format=form.cleaned_data["format"])
        return go(request, request.path, _("The file is being made; this page shows when it is ready."))
    found = paginate(selectors.exports(mine.id), paging(request), scope=f"cabinet exports {mine.id}")
    is_live = any(one.status == ExportStatus.QUEUED for one in found.items)
    title = pgettext("page of the cabinet", "Exports")
    return page(request, mine, "exports", title, form=form, found=found, is_live=is_live)


@desk
def export_file(request: HttpRequest, mine: Desk, export_id: int) -> HttpResponseBase:
    one = selectors.export(supplier_id=mine.id, export_id=export_id)
    if not one.is_ready:
        raise Http404
    return document(one.file, media_type=MEDIA_TYPES[one.format], save_as=one.save_as)


@desk
def example_file(request: HttpRequest, mine: Desk, format: str) -> HttpResponseBase:
    if format not in ENDINGS:
        raise Http404
    answer = HttpResponse(example(format, shop=mine.terms.name), MEDIA_TYPES[format])
    answer["Content-Disposition"] = content_disposition_header(True, f"example.{ENDINGS[format]}")
    return answer


urlpatterns = [
    path("partner/exports/", exports, name="cabinet_exports"),
    path("partner/exports/<id:export_id>/file/", export_file, name="cabinet_export"),
    path("partner/examples/<slug:format>/", example_file, name="cabinet_example"),
]
