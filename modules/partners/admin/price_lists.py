"""Price lists: what was sent, what became of it, and a form that takes a file or an address for a supplier.

The form goes the way of the API: `submit` stores and queues, the list's own page then shows how it goes, and what
changes; the steps that it may take are its buttons.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.backoffice.bases import KeptAdmin
from core.backoffice.buttons import Button
from core.backoffice.columns import BAD, GOOD, QUIET, RUNNING, WAITING, anchor, label, link
from modules.partners.admin.importing import ImportForm
from modules.partners.admin.steps import AGAIN, make, possible
from modules.partners.admin.suppliers import SupplierFilter, name_them
from modules.partners.clients.storing import together
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import UNFINISHED, Status, saved_as
from modules.partners.schemas.differences import differences, grouped, rows_of, warning_in_words
from modules.partners.schemas.meanings import headers_of
from modules.partners.selectors import is_latest
from modules.partners.services.fetching import submit_address
from modules.partners.services.submitting import submit

COLOURS = {
    Status.QUEUED: RUNNING,
    Status.PARSING: RUNNING,
    Status.APPLYING: RUNNING,
    Status.REVIEW: WAITING,
    Status.APPLIED: GOOD,
    Status.FAILED: BAD,
    Status.REJECTED: QUIET,
    Status.SUPERSEDED: QUIET,
    Status.ROLLED_BACK: QUIET,
}
SECONDS = 2  # between two looks at a list that is being worked off


@admin.register(PriceList)
class PriceListAdmin(KeptAdmin[PriceList]):
    section = _("Partners")
    rank = 30
    icon = "upload_file"
    add_title = _("Import a price list")
    form = ImportForm
    list_display = ("title", "supplier", "stands", "progress", "counts", "errors", "created_at")
    list_filter = ("status", SupplierFilter, "mode", "dry_run")
    ordering = ("-id",)
    change_form_outer_after_template = "partners/price_list_rows.html"
    add_fieldsets = ((None, {"fields": ("supplier", "file", "address", "mode", "dry_run")}),)
    fieldsets = (
        (None, {"fields": (("supplier", "stands", "progress"), "refusal", "warned", "overtaken")}),
        (_("File"), {"fields": (("original", "format", "weight"), ("mode", "dry_run"), "url")}),
        (_("History"), {"fields": (("created_at", "sent_by"), ("reviewed_at", "reviewer"), ("applied_at", "undone"))}),
    )

    class Media:
        css = {"all": ("partners/price_list.css",)}

    def prepare(self, rows: Sequence[PriceList]) -> None:
        name_them(rows)

    def has_change_permission(self, request: HttpRequest, obj: PriceList | None = None) -> bool:
        return False  # a list is changed by its supplier's next one

    def get_readonly_fields(self, request: HttpRequest, obj: PriceList | None = None) -> tuple[str, ...]:
        made = ("supplier", "stands", "progress", "refusal", "warned", "overtaken", "original", "weight")
        return (*made, "sent_by", "reviewer", "undone") if obj else ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:list_id>/file/", view, name="partners_pricelist_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, list_id: int) -> HttpResponse | FileResponse:
        """Answer the file as it was sent, as a download whatever is in it."""
        one = self.found(request, str(list_id), self.has_view_permission(request))
        try:
            content = open(one.path, "rb")  # noqa: SIM115  FileResponse closes it
        except FileNotFoundError:
            raise Http404 from None
        name = saved_as(one.file_name, one.pk)
        return FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")

    def save_model(self, request: HttpRequest, obj: PriceList, form: Any, change: bool) -> None:
        given, files = form.cleaned_data, form.sent()
        asked = {"supplier_id": given["supplier"], "user_id": request.user.pk}
        asked |= {"mode": given["mode"], "dry_run": given["dry_run"]}
        if files:
            name, chunks = together(files)
            job = submit(name=name, chunks=chunks, **asked)
        else:
            job = submit_address(url=given["address"], **asked)
        obj.__dict__.update(job.__dict__)
        name_them([obj])

    def response_add(self, request: HttpRequest, obj: PriceList, post_url_continue: str | None = None) -> HttpResponse:
        taken = gettext("The file is taken; this page shows how it goes.")
        self.message_user(
            request, gettext("The file is being fetched; this page shows how it goes.") if obj.url else taken
        )
        return HttpResponseRedirect(reverse("admin:partners_pricelist_change", args=[obj.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        one = context.get("original")
        if one is None:
            context |= {"title": self.add_title, "show_save_and_add_another": False, "show_save_and_continue": False}
        else:
            context["rows"] = differences(one, request.GET)
        answer = super().render_change_form(request, context, *args, **kwargs)
        if one and one.is_under_way:
            answer["Refresh"] = str(SECONDS)  # the page looks again by itself, without a script
        return answer

    def buttons(self, request: HttpRequest, obj: PriceList) -> list[Button]:
        return possible(obj, is_latest=is_latest(obj), may_import=self.has_add_permission(request))

    def press(self, request: HttpRequest, obj: PriceList, step: str) -> str:
        if step == AGAIN.step and not self.has_add_permission(request):
            raise PermissionDenied
        said, obj.pk = make(obj, step, request.user.pk or 0)
        return said

    @admin.display(description=_("price list"), ordering="id")
    def title(self, one: PriceList) -> str:
        told = f"{one.pk} · {one.file_name}" if one.file_name else str(one.pk)
        return f"{told} · {gettext('dry run')}" if one.dry_run else told

    @admin.display(description=_("supplier"), ordering="supplier_id")
    def supplier(self, one: PriceList) -> str:
        name: str = one.__dict__["supplier_name"]
        return name

    @label(_("status"), COLOURS, ordering="status")
    def stands(self, one: PriceList) -> tuple[str, str]:
        if one.is_rolling_back:
            return Status.APPLYING, gettext("being rolled back")
        if one.dry_run and one.status == Status.REVIEW:
            return "", gettext("dry run: compared")
        return one.status, one.get_status_display()

    @admin.display(description=_("rows read"))
    def progress(self, one: PriceList) -> str:
        if one.rows_total is None:
            return grouped(one.rows_read)
        told = gettext("%(read)s of %(total)s") % {"read": grouped(one.rows_read), "total": grouped(one.rows_total)}
        if one.status not in UNFINISHED:
            return told
        bar = '<progress class="list-bar" value="{}" max="{}" aria-label="{}"></progress> {}'
        return format_html(bar, one.rows_read, one.rows_total, gettext("rows read"), told)

    @admin.display(description=_("changes"))
    def counts(self, one: PriceList) -> str:
        return f"+{grouped(one.new)} ~{grouped(one.changed)} −{grouped(one.retired)}"

    @admin.display(description=_("what is wrong"))
    def refusal(self, one: PriceList) -> str:
        if not headers_of(one):
            return one.refusal if one.error_code else "–"
        address = f"{reverse('admin:partners_headermapping_add')}?list={one.pk}"
        return format_html("{} · {}", one.refusal, anchor(address, gettext("Say what the columns mean")))

    @admin.display(description=_("warnings"))
    def warned(self, one: PriceList) -> str:
        """Say what is odd, and first what the list waits for."""
        told = sorted(one.warnings, key=lambda warning: not warning.get("hold"))
        holds = "tone-waiting list-hold" if one.status == Status.REVIEW else ""
        lines = ((holds if warning.get("hold") else "", warning_in_words(warning), _rows(warning)) for warning in told)
        said = format_html_join("", '<div class="{}">{} {}</div>', lines)
        return format_html("{}{}", said, _mapping(one)) or "–"

    @admin.display(description=_("overtaken by"))
    def overtaken(self, one: PriceList) -> str:
        if one.superseded_by is None:
            return "–"
        return anchor(reverse("admin:partners_pricelist_change", args=[one.superseded_by]), str(one.superseded_by))

    @admin.display(description=_("file name"))
    def original(self, one: PriceList) -> str:
        if not one.sha256 or one.forgotten_at:
            return one.file_name or "–"
        address = reverse("admin:partners_pricelist_file", args=[one.pk])
        return anchor(address, one.file_name or gettext("download"))

    @admin.display(description=_("size"))
    def weight(self, one: PriceList) -> str:
        return filesizeformat(one.size)

    @admin.display(description=_("sent by"))
    def sent_by(self, one: PriceList) -> str:
        return _person(one.user_id)

    @admin.display(description=_("reviewed by"))
    def reviewer(self, one: PriceList) -> str:
        return _person(one.reviewed_by)

    @admin.display(description=_("rolled back"))
    def undone(self, one: PriceList) -> str:
        if one.rolled_back_at is None:
            return "–"
        return format_html(
            "{} · {}", date_format(localtime(one.rolled_back_at), "DATETIME_FORMAT"), _person(one.rolled_back_by)
        )


def _person(user_id: int | None) -> str:
    return link(User.objects.filter(pk=user_id or 0).first())


def _rows(warning: dict[str, Any]) -> str:
    """Return how many rows a warning has, if any, and the way to them where they are known."""
    if not warning["rows"]:
        return ""
    rows, where = gettext("(rows: %(number)s)") % {"number": grouped(warning["rows"])}, rows_of(warning)
    return anchor(f"?{where}#rows", rows) if where else rows


def _mapping(one: PriceList) -> str:
    """Return the way to where the categories are mapped that a list's goods wait for, if some do."""
    if not any(warning["code"] == "category_unmapped" for warning in one.warnings):
        return ""
    waiting = f"{reverse('admin:catalog_suppliercategory_changelist')}?supplier={one.supplier_id}&category__isempty=1"
    return anchor(waiting, gettext("Say where they belong"))
