from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from modules.partners.admin.suppliers import choices
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import Mode
from modules.partners.schemas.forms import FromOneSource, TakesSeveral


def approved() -> list[tuple[int | str, str]]:
    return [("", "---------"), *choices(status="approved")]


class FilesWidget(TakesSeveral, UnfoldAdminFileFieldWidget):  # type: ignore[misc]  # unfold has no types
    """As the admin looks."""


class ImportForm(FromOneSource, forms.ModelForm[PriceList]):
    """A file for a supplier, or where one lies, as the supplier itself would send it; the format is in the content."""

    supplier = forms.TypedChoiceField(
        label=_("Supplier"), choices=approved, coerce=int, widget=UnfoldAdminSelect2Widget
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=FilesWidget(attrs={"multiple": True}),
        help_text=_(
            "YAML, JSON, CSV, XLSX, XLS, Yandex YML or CommerceML 2 (its parts at once), in any usual encoding."
        ),
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "url"}),
        help_text=_("In place of a file: http or https; it is fetched in the background."),
    )
    mode = forms.ChoiceField(
        label=_("Mode"),
        choices=Mode.choices,
        initial=Mode.FULL,
        widget=UnfoldAdminRadioSelectWidget,
        help_text=_("With the whole assortment, offers that the file does not name are retired."),
    )
    dry_run = forms.BooleanField(
        label=_("Dry run"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Read and compare the file, and change nothing."),
    )

    class Meta:
        model = PriceList
        fields = ("mode", "dry_run")
