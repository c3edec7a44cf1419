"""What the columns of suppliers' files mean: seen, put right, told for a list that failed, or asked for again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.backoffice.bases import KeptAdmin
from core.backoffice.buttons import Button, Link, links_from
from modules.partners.admin.importing import approved
from modules.partners.admin.suppliers import SupplierFilter, name_them
from modules.partners.models.columns import HeaderMapping
from modules.partners.models.price_lists import PriceList
from modules.partners.schemas.meanings import LONGEST, asked, given, headers_of, meanings, merged
from modules.partners.selectors import meanings_of
from modules.partners.services.columns import explain, forget

FEW = 3


class ColumnsWidget(forms.Widget):
    """A line for each header with what it means, and an empty one."""

    template_name = "partners/columns_widget.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        known = super().get_context(name, None, attrs)
        chosen = UnfoldAdminSelectWidget(choices=meanings())
        pairs = [*(value or {}).items(), ("", "")]
        means = gettext("What it means")
        lines = [(header, chosen.render("meaning", said, {"aria-label": header or means})) for header, said in pairs]
        new = {"maxlength": LONGEST, "aria-label": gettext("Column in the file")}
        return known | {"lines": lines, "new": UnfoldAdminTextInputWidget().render("header", "", new)}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return given(data.getlist("header"), data.getlist("meaning"))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class MeaningsForm(forms.ModelForm[HeaderMapping]):
    """Headers, each with its meaning; one without is asked for again."""

    supplier = forms.TypedChoiceField(
        label=_("Supplier"), choices=approved, coerce=int, widget=UnfoldAdminSelect2Widget
    )
    columns = forms.Field(
        label=pgettext_lazy("page of the cabinet", "Columns"),
        required=False,
        widget=ColumnsWidget,
        help_text=_("One without a meaning is forgotten, and asked for again where no common name explains it."),
    )

    class Meta:
        model = HeaderMapping
        fields = ("columns",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["supplier"].initial = self.instance.pk
            self.fields["supplier"].disabled = True


@admin.register(HeaderMapping)
class HeaderMappingAdmin(KeptAdmin[HeaderMapping]):
    section = _("Partners")
    rank = 31
    icon = "view_column"
    add_title = _("Say what columns mean")
    form = MeaningsForm
    fields = ("supplier", "columns", "changed_at")
    readonly_fields = ("changed_at",)
    list_display = ("whose", "count", "told", "changed_at")
    list_filter = (SupplierFilter,)
    ordering = ("-changed_at",)

    class Media:
        css = {"all": ("partners/price_list.css",)}

    def prepare(self, rows: Sequence[HeaderMapping]) -> None:
        name_them(rows)

    def get_fields(self, request: HttpRequest, obj: HeaderMapping | None = None) -> Any:
        return self.fields if obj else self.fields[:2]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """With `?list=` the columns of a list that was not understood, as far as they are known."""
        number = request.GET.get("list", "")
        one = PriceList.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
        if one is None:
            return {"supplier": request.GET.get("supplier", "")}
        found = asked(headers_of(one), meanings_of(one.supplier_id))
        return {"supplier": one.supplier_id, "columns": {column.header: column.meaning for column in found}}

    def save_model(self, request: HttpRequest, obj: HeaderMapping, form: Any, change: bool) -> None:
        supplier_id, columns = form.cleaned_data["supplier"], form.cleaned_data["columns"]
        explain(supplier_id=supplier_id, columns=columns if change else merged(meanings_of(supplier_id), columns))
        obj.__dict__.update(HeaderMapping.objects.get(pk=supplier_id).__dict__)

    def buttons(self, request: HttpRequest, obj: HeaderMapping) -> list[Button]:
        question = _("Forget what these columns mean? It is asked for again where no common name explains them.")
        return [Button("forget", _("Ask again"), "restart_alt", "danger", question)]

    def press(self, request: HttpRequest, obj: HeaderMapping, step: str) -> str:
        if step != "forget":
            raise Http404
        forget(supplier_id=obj.pk)
        return gettext("What the columns mean is forgotten, and will be asked for again.")

    @admin.display(description=_("supplier"), ordering="supplier_id")
    def whose(self, one: HeaderMapping) -> str:
        name: str = one.__dict__["supplier_name"]
        return name

    @admin.display(description=_("columns"))
    def count(self, one: HeaderMapping) -> int:
        return len(one.columns)

    @admin.display(description=_("for example"))
    def told(self, one: HeaderMapping) -> str:
        called = dict(meanings())
        said = [f"{header} → {called.get(meaning, meaning)}" for header, meaning in one.columns.items()]
        return "; ".join(said[:FEW]) + ("; …" if len(said) > FEW else "")


@links_from("catalog.supplier")
def columns_here(request: HttpRequest, supplier_id: int) -> Link | None:
    """Lead from a supplier's page to what its columns mean, where it has said so."""
    known = request.user.has_perm("partners.view_headermapping") and meanings_of(supplier_id)
    if not known:
        return None
    address = reverse("admin:partners_headermapping_change", args=[supplier_id])
    return Link(_("Meaning of its columns"), address, "view_column")
