"""A list that is fetched by itself, in the cabinet: from where, how often, and how it went."""

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from modules.partners import selectors
from modules.partners.models.sources import Rhythm, Schedule
from modules.partners.pages.desk import Desk, desk, go, page
from modules.partners.rules import Mode
from modules.partners.schemas.forms import Scheduled
from modules.partners.services import scheduling


class ScheduleForm(Scheduled, forms.Form):
    """An address, and when it is looked at."""

    url = forms.CharField(
        label=pgettext_lazy("of a price list", "Address"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"), choices=Mode.choices, initial=Mode.FULL, widget=forms.RadioSelect
    )
    every = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Rhythm.choices, initial=Rhythm.DAILY, widget=forms.RadioSelect
    )
    at = forms.TimeField(
        label=gettext_lazy("Time of day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("For a daily list, by the shop's clock; it may be fetched some minutes later."),
    )


@desk
def schedule(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    if request.method == "POST" and request.POST.get("step"):
        return go(request, request.path, _step(mine, request.POST["step"]))
    known = selectors.schedule_or_none(mine.id)
    form = ScheduleForm(request.POST or None, initial=_initial(known), label_suffix="")
    if request.method == "POST" and form.is_valid():
        scheduling.set_schedule(supplier_id=mine.id, user_id=mine.by, **form.cleaned_data)
        return go(request, request.path, _("From now on the list is fetched by itself."))
    title = pgettext("page of the cabinet", "Schedule")
    return page(request, mine, "schedule", title, form=form, known=known, wrong=known.refusal if known else "")


def _initial(known: Schedule | None) -> dict[str, object]:
    return {name: getattr(known, name) for name in ("url", "mode", "every", "at")} if known else {}


def _step(mine: Desk, step: str) -> str:
    """Make a step and return what to say of it."""
    if step == "now":
        selectors.schedule(mine.id)
        scheduling.fetch_now(supplier_id=mine.id)
        return _("It is being fetched.")
    if step != "stop":
        raise Http404
    scheduling.drop_schedule(supplier_id=mine.id)
    return _("It is fetched no more.")


urlpatterns = [path("partner/schedule/", schedule, name="cabinet_schedule")]
