"""What a form refuses of a price list or a schedule, in the admin and in the supplier's cabinet alike."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from modules.partners.clients.addresses import target
from modules.partners.clients.storing import are_one_exchange
from modules.partners.models.sources import Rhythm
from modules.partners.schemas.sources import FILE_AND_ADDRESS, SEVERAL_FILES


def fetchable(address: str) -> str:
    """Return an address as it is called; raises ValidationError for one that may never be."""
    try:
        return target(address.strip()).url
    except DomainError as refused:
        raise ValidationError(refused.detail, code=refused.code) from None


class TakesSeveral(forms.FileInput):
    """An input for one file, or the parts of one exchange; the field judges the last of them, the form all."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name)


class FromOneSource(forms.BaseForm):
    """A list comes as a `file` that is not too large (or its parts), or from an `address`: one of the two."""

    def sent(self) -> list[UploadedFile[Any]]:
        """Return the files that were given: none, one, or the parts of one exchange."""
        return self.files.getlist("file") if self.files else []

    def clean_file(self) -> UploadedFile[bytes] | None:
        files = self.sent()
        if len(files) > 1 and not are_one_exchange(files):
            raise ValidationError(SEVERAL_FILES, code="several_files")
        if sum(file.size or 0 for file in files) > settings.MAX_UPLOAD_BYTES:
            most = filesizeformat(settings.MAX_UPLOAD_BYTES)
            raise ValidationError(_("The file is larger than %(most)s."), params={"most": most}, code="too_large")
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        return file

    def clean_address(self) -> str:
        given: str = self.cleaned_data["address"]
        return fetchable(given) if given else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors.keys() & {"file", "address"} and bool(given.get("file")) == bool(given.get("address")):
            both = bool(given.get("file"))
            wrong = FILE_AND_ADDRESS if both else _("Give a file or an address.")
            self.add_error("address" if both else "file", wrong)
        return given


class Scheduled(forms.BaseForm):
    """A list is fetched from a `url` that may be called, and at a time of day where that is daily."""

    def clean_url(self) -> str:
        return fetchable(self.cleaned_data["url"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("every") == Rhythm.DAILY and not given.get("at") and "at" not in self.errors:
            self.add_error("at", _("A daily list needs a time of day."))
        if given.get("every") == Rhythm.HOURLY:
            given["at"] = None
        return given
