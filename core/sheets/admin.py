"""Import and export in the admin, for `class ProductAdmin(SheetAdmin, KeptAdmin[Product])`.

A file is read and compared, and shown as what it would do; confirming does exactly that or nothing: the form carries
a signed seal over every change (who, which file, what becomes of what), and is shown anew where it no longer holds.
"""

import tempfile
from itertools import batched
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import ActionLocation, ModelAdmin, action
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.sheets import aside
from core.sheets.formats.base import SheetFormat
from core.sheets.plan import Plan
from core.sheets.preview import Preview
from core.sheets.recognise import FORMATS, format_of
from core.sheets.sheet import Sheet, Stale
from core.sheets.table import MAX_BYTES, Table, Unreadable

if TYPE_CHECKING:  # neither says anything of its types

    class ExportActionMixin(ModelAdmin[Any]):
        def get_export_resource_fields_from_form(self, form: Any) -> list[str] | None: ...

        def export_admin_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse: ...

    class ImportMixin(ModelAdmin[Any]): ...

    class SelectableFieldsExportForm(forms.Form): ...

    class UnfoldAdminFileFieldWidget(forms.FileInput): ...
else:
    from import_export.admin import ExportActionMixin, ImportMixin
    from unfold.contrib.import_export.forms import SelectableFieldsExportForm
    from unfold.widgets import UnfoldAdminFileFieldWidget


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"), widget=UnfoldAdminFileFieldWidget)

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise forms.ValidationError(_("The file is too large: at most %(limit)s MiB.") % {"limit": limit})
        return self.cleaned_data["file"]


class ColumnsForm(SelectableFieldsExportForm):
    """The choice of columns, each called as the file will call it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if hasattr(field, "is_selectable_field"):
                field.label = name.partition("_")[2]


class SheetAdmin(ImportMixin, ExportActionMixin):
    """Give `sheet`; the rights to change and add are the right to import, the right to see that to export."""

    sheet: type[Sheet]
    formats = FORMATS
    export_form_class = ColumnsForm
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    show_change_form_export = False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and self.has_add_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_resource_classes(self, request: HttpRequest) -> list[type[Sheet]]:
        return [self.sheet]

    # Import

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._refuse_stranger(request)
        form = FileForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._page(request, form)
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            plan = self.sheet().plan(_table(data, file.name))
        except Unreadable as refused:
            form.add_error("file", str(refused))
            return self._page(request, form)
        return self._preview(request, plan, data, file.name)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._refuse_stranger(request)
        sealed = self._sealed(request)
        data = aside.take(sealed["kept"]) if sealed else None
        if not sealed or data is None:
            messages.error(request, _("This file was imported already, or its day is over: choose it again."))
            return HttpResponseRedirect(self._url("import"))
        try:
            plan, made = self.sheet().apply(_table(data, sealed["name"]), sealed["seal"])
        except Stale as stale:
            messages.warning(request, _("Nothing was written: something has changed since you looked. Look again."))
            return self._preview(request, stale.plan, data, sealed["name"])
        self._record(request, plan, made, sealed["name"])
        return HttpResponseRedirect(self._url("changelist"))

    def _preview(self, request: HttpRequest, plan: Plan, data: bytes, name: str) -> HttpResponse:
        token = "" if plan.is_refused or not plan.changing else self._seal(request, plan, aside.keep(data), name)
        return self._page(request, FileForm(), preview=Preview(plan), token=token, file_name=name)

    def _seal(self, request: HttpRequest, plan: Plan, kept: str, name: str) -> str:
        said = {"kept": kept, "name": name, "seal": plan.seal, "who": request.user.pk}
        return signing.dumps(said, salt=self._salt(), compress=True)

    def _sealed(self, request: HttpRequest) -> dict[str, Any] | None:
        try:
            said: dict[str, Any] = signing.loads(
                request.POST.get("token", ""), salt=self._salt(), max_age=aside.MAX_AGE
            )
        except signing.BadSignature:
            return None
        return said if said["who"] == request.user.pk else None

    def _salt(self) -> str:
        return f"import:{self.opts.label_lower}"

    def _record(self, request: HttpRequest, plan: Plan, made: list[int], name: str) -> None:
        assert request.user.pk is not None
        kind, changed = ContentType.objects.get_for_model(self.model).pk, plan.of("changed")
        told = _("Imported from %(name)s.") % {"name": name[:100]}
        rows = [(id, ADDITION, row.title) for id, row in zip(made, plan.of("new"), strict=True)]
        rows += [(row.id, CHANGE, row.title) for row in changed]
        entries = (
            LogEntry(user_id=request.user.pk, content_type_id=kind, object_id=str(id), object_repr=title,
                     action_flag=flag, change_message=told)
            for id, flag, title in rows
        )  # fmt: skip
        for some in batched(entries, 500):  # each by itself: whoever else writes to SQLite comes in between
            LogEntry.objects.bulk_create(some)
        facts = {"new": len(made), "changed": len(changed), "same": len(plan.of("same"))}
        said = _("Imported: %(new)s new, %(changed)s changed, %(same)s as they were.") % facts
        messages.success(request, said)

    def _page(self, request: HttpRequest, form: FileForm, **shown: Any) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Import"),
            "form": form,
            "opts": self.opts,
            "columns": list(self.sheet.kinds),
            "note": self.sheet.note,
            "changelist_url": self._url("changelist"),
            "process_url": self._url("process_import"),
            "import_url": self._url("import"),
            "media": self.media,
        }
        return TemplateResponse(request, "sheets/import.html", context | shown)

    def _refuse_stranger(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _url(self, view: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{view}")

    # Export

    def _do_file_export(
        self, file_format: SheetFormat, request: HttpRequest, queryset: QuerySet[Any], export_form: Any = None
    ) -> FileResponse:
        columns = self.get_export_resource_fields_from_form(export_form) or list(self.sheet.kinds)
        file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
        file_format.write(file, columns, self.sheet().records(queryset))
        file.seek(0)
        name = f"{self.opts.model_name}-{localdate():%Y-%m-%d}.{file_format.get_extension()}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=file_format.get_content_type())

    def get_valid_export_item_pks(self, request: HttpRequest) -> list[str]:
        # The queryset is filtered by them anyhow; the library would fetch the ids of the whole table.
        return [id for id in request.POST.getlist("export_items") if id.isascii() and id.isdigit() and len(id) < 19]

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        # import-export's own has not learned the new parameter yet, of which Django then complains.
        actions: dict[str, Any] = ModelAdmin.get_actions(self, request, action_location)
        export = self.get_action("export_admin_action", action_location)  # none on one row's own page
        return actions | {"export_admin_action": export} if export and self.has_export_permission(request) else actions

    @action(description=gettext_lazy("Export selected %(verbose_name_plural)s"))
    def export_admin_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        if request.POST.get("select_across") == "1":
            return HttpResponseRedirect(f"{self._url('export')}?{urlencode(request.GET)}")
        return super().export_admin_action(request, queryset)


def _table(data: bytes, name: str) -> Table:
    return format_of(data, name).create_dataset(data)
