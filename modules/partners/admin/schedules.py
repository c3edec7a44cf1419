"""Lists that are fetched by themselves, for any supplier: how it went, when it goes on, and the supplier's form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSingleTimeWidget,
    UnfoldAdminTextInputWidget,
)

from core.backoffice.bases import KeptAdmin
from core.backoffice.buttons import Button
from core.backoffice.columns import BAD, GOOD, QUIET, WAITING, anchor, label
from modules.partners.admin.importing import approved
from modules.partners.admin.suppliers import SupplierFilter, name_them
from modules.partners.models.sources import Rhythm, RunResult, Schedule
from modules.partners.rules import Mode
from modules.partners.schemas.forms import Scheduled
from modules.partners.services import scheduling

COLOURS = {RunResult.SENT: GOOD, RunResult.HELD: WAITING, RunResult.UNCHANGED: QUIET, RunResult.FAILED: BAD}


class ScheduleForm(Scheduled, forms.ModelForm[Schedule]):
    """An address, and when it is looked at."""

    supplier = forms.TypedChoiceField(
        label=_("Supplier"), choices=approved, coerce=int, widget=UnfoldAdminSelect2Widget
    )
    url = forms.CharField(label=_("Address"), max_length=2000, widget=UnfoldAdminTextInputWidget)
    mode = forms.ChoiceField(
        label=_("Mode"), choices=Mode.choices, initial=Mode.FULL, widget=UnfoldAdminRadioSelectWidget
    )
    every = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices, widget=UnfoldAdminRadioSelectWidget)
    at = forms.TimeField(label=_("Time of day"), required=False, widget=UnfoldAdminSingleTimeWidget)

    class Meta:
        model = Schedule
        fields = ("url", "mode", "every", "at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["supplier"].initial = self.instance.pk
            self.fields["supplier"].disabled = True


@admin.register(Schedule)
class ScheduleAdmin(KeptAdmin[Schedule]):
    section = _("Partners")
    rank = 31
    icon = "schedule"
    add_title = _("Let it be fetched")
    form = ScheduleForm
    fields = (
        "supplier",
        "url",
        "mode",
        ("every", "at"),
        ("next_run_at", "last_run_at"),
        ("result", "tries", "last"),
        "wrong",
    )
    readonly_fields = ("next_run_at", "last_run_at", "result", "tries", "last", "wrong")
    list_display = ("whose", "url", "every", "at", "result", "tries", "last_run_at", "next_run_at")
    list_filter = (SupplierFilter, "last_result")
    ordering = ("next_run_at",)

    def prepare(self, rows: Sequence[Schedule]) -> None:
        name_them(rows)

    def get_fields(self, request: HttpRequest, obj: Schedule | None = None) -> Any:
        return self.fields if obj else self.fields[:4]

    def save_model(self, request: HttpRequest, obj: Schedule, form: Any, change: bool) -> None:
        given = form.cleaned_data
        made = scheduling.set_schedule(
            supplier_id=given["supplier"],
            user_id=request.user.pk,
            url=given["url"],
            every=given["every"],
            at=given["at"],
            mode=given["mode"],
        )
        obj.__dict__.update(made.__dict__)

    def buttons(self, request: HttpRequest, obj: Schedule) -> list[Button]:
        asked = _("Fetch nothing from this address any more?")
        return [
            Button("now", _("Fetch it now"), "sync", "primary"),
            Button("stop", _("Stop"), "block", "danger", asked),
        ]

    def press(self, request: HttpRequest, obj: Schedule, step: str) -> str:
        if step == "now":
            scheduling.fetch_now(supplier_id=obj.pk)
            return gettext("It is being fetched.")
        if step != "stop":
            raise Http404
        scheduling.drop_schedule(supplier_id=obj.pk)
        return gettext("It is fetched no more.")

    @admin.display(description=_("supplier"), ordering="supplier_id")
    def whose(self, one: Schedule) -> str:
        name: str = one.__dict__["supplier_name"]
        return name

    @label(_("last result"), COLOURS, ordering="last_result")
    def result(self, one: Schedule) -> tuple[str, str]:
        return one.last_result, one.get_last_result_display()

    @admin.display(description=_("what is wrong"))
    def wrong(self, one: Schedule) -> str:
        return one.refusal or "–"

    @admin.display(description=_("price list"))
    def last(self, one: Schedule) -> str:
        if one.last_price_list_id is None:
            return "–"
        address = reverse("admin:partners_pricelist_change", args=[one.last_price_list_id])
        return anchor(address, str(one.last_price_list_id))
