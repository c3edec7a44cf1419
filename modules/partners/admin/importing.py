from typing import Any

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
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from core.errors import DomainError
from modules.partners.admin.suppliers import choices
from modules.partners.clients.addresses import target
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import Mode


def approved() -> list[tuple[int | str, str]]:
    return [("", "---------"), *choices(status="approved")]


class ImportForm(forms.ModelForm[PriceList]):
    """A file for a supplier, or where one lies, as the supplier itself would send it; the format is in the content."""

    supplier = forms.TypedChoiceField(
        label=_("Supplier"), choices=approved, coerce=int, widget=UnfoldAdminSelect2Widget
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("YAML, JSON, CSV, XLSX, Yandex YML or CommerceML 2, in any usual encoding."),
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

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > settings.MAX_UPLOAD_BYTES:
            most = filesizeformat(settings.MAX_UPLOAD_BYTES)
            raise ValidationError(_("The file is larger than %(most)s."), params={"most": most}, code="too_large")
        return file

    def clean_address(self) -> str:
        given: str = self.cleaned_data["address"]
        try:
            return target(given).url if given else ""
        except DomainError as refused:
            raise ValidationError(refused.detail, code=refused.code) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors.keys() & {"file", "address"} and bool(given.get("file")) == bool(given.get("address")):
            both = bool(given.get("file"))
            wrong = _("Give a file or an address, not both.") if both else _("Give a file or an address.")
            self.add_error("address" if both else "file", wrong)
        return given
