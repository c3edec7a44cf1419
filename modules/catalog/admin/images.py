"""The pictures of a product on its page: sent, looked at, described, put in order, replaced and deleted."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.backoffice.typed import TabularInline
from core.errors import DomainError
from modules.catalog.errors import TooManyPictures
from modules.catalog.models.images import ProductImage
from modules.catalog.models.products import Product
from modules.catalog.rules.pictures import Drawn
from modules.catalog.selectors.pictures import picture
from modules.catalog.services import pictures

if TYPE_CHECKING:  # unfold says nothing of its types
    from django.forms import ClearableFileInput as UnfoldAdminFileFieldWidget
    from django.forms import NumberInput as UnfoldAdminIntegerFieldWidget
else:
    from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminIntegerFieldWidget


class PictureForm(forms.ModelForm[ProductImage]):
    upload = forms.FileField(label=_("file"), required=False, widget=UnfoldAdminFileFieldWidget)

    position = forms.IntegerField(
        label=pgettext_lazy("place of a picture", "position"),
        required=False,
        min_value=0,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    class Meta:
        model = ProductImage
        fields = ("alt", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["position"] = None  # behind the others, unless somebody says where

    def clean_upload(self) -> Drawn | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        if file is None:
            if self.instance.pk is None:
                raise ValidationError(_("Choose a picture."))
            return None
        try:
            return pictures.drawn(file.read(settings.PICTURE_MAX_BYTES + 1))
        except DomainError as refused:
            raise ValidationError(refused.detail, code=refused.code) from None


type Form = forms.ModelForm[ProductImage]
type FormSet = forms.BaseInlineFormSet[ProductImage, Product, Form]


class PictureFormSet(forms.BaseInlineFormSet[ProductImage, Product, forms.ModelForm[ProductImage]]):
    def clean(self) -> None:
        super().clean()
        if len(_kept(self)) > pictures.MOST:
            raise ValidationError(TooManyPictures(most=pictures.MOST).detail, code=TooManyPictures.code)


class PictureInline(TabularInline[ProductImage, Product]):
    model = ProductImage
    form = PictureForm
    formset = PictureFormSet
    fields = ("preview", "upload", "alt", "position")
    readonly_fields = ("preview",)
    ordering = ("position", "id")
    extra = 0
    show_title = False

    @admin.display(description=_("picture"))
    def preview(self, image: ProductImage) -> str:
        if image.pk is None:
            return "–"
        shown = picture(image)
        small = next((source["url"] for source in shown["srcset"]), shown["url"])
        look = '<a href="{}" target="_blank"><img src="{}" alt="{}" loading="lazy" style="height: 4rem"></a>'
        return format_html(look, shown["url"], small, image.alt)


def save_pictures(product_id: int, formset: FormSet) -> None:
    """Make the product's pictures what the forms say; a file sent for a picture that stands replaces it."""
    in_order = sorted(_kept(formset), key=_place)
    pictures.set_pictures(product_id=product_id, names=[_saved(product_id, form) for form in in_order])


def _kept(formset: FormSet) -> list[Form]:
    said = [form for form in formset.forms if form.instance.pk is not None or form.has_changed()]
    return [form for form in said if form not in formset.deleted_forms]


def _place(form: Form) -> tuple[bool, int]:
    position = form.cleaned_data["position"]
    return position is None, position or 0


def _saved(product_id: int, form: Form) -> int:
    drawn, alt = form.cleaned_data["upload"], form.cleaned_data["alt"]
    if drawn is not None:
        return pictures.keep_picture(picture=drawn, alt=alt).pk
    if "alt" in form.changed_data:
        pictures.change_picture(product_id=product_id, image_id=form.instance.pk, alt=alt)
    return form.instance.pk
