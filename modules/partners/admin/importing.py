from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelect2Widget,
    UnfoldBooleanSwitchWidget,
)

from modules.partners.admin.suppliers import choices
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import Mode


def approved() -> list[tuple[int | str, str]]:
    return [("", "---------"), *choices(status="approved")]


class ImportForm(forms.ModelForm[PriceList]):
    """A file for a supplier, as the supplier itself would send it; its format is found in its content."""

    supplier = forms.TypedChoiceField(
        label=_("Supplier"), choices=approved, coerce=int, widget=UnfoldAdminSelect2Widget
    )
    file = forms.FileField(
        label=_("File"), widget=UnfoldAdminFileFieldWidget, help_text=_("Retail YAML or CSV, in any usual encoding.")
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

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
            most = filesizeformat(settings.MAX_UPLOAD_BYTES)
            raise ValidationError(_("The file is larger than %(most)s."), params={"most": most}, code="too_large")
        return file
