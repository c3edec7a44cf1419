from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import KeptAdmin
from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.products import Product
from modules.catalog.rules.attributes import parsed
from modules.catalog.services import attributes

if TYPE_CHECKING:  # unfold says nothing of its types
    from django.contrib.admin import TabularInline
    from django.forms import TextInput as UnfoldAdminTextInputWidget
else:
    from unfold.admin import TabularInline
    from unfold.widgets import UnfoldAdminTextInputWidget


class AttributeForm(forms.ModelForm[ProductAttribute]):
    class Meta:
        model = ProductAttribute
        fields = ("attribute", "text")
        widgets = {"text": UnfoldAdminTextInputWidget}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("attribute") and given.get("text"):
            given["value"] = parsed(given["attribute"].type, given["text"])
            if given["value"] is None:
                kind = given["attribute"].get_type_display()
                self.add_error("text", _("This attribute is of type “%(kind)s”.") % {"kind": kind})
        return given


class AttributeInline(TabularInline[ProductAttribute, Product]):
    model = ProductAttribute
    form = AttributeForm
    autocomplete_fields = ("attribute",)
    extra = 0
    show_title = False


@admin.register(Attribute)
class AttributeAdmin(KeptAdmin[Attribute]):
    rank, icon = 24, "tune"
    fields = ("name", "type")
    list_display = ("name", "type")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("type",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Attribute, form: Any, change: bool) -> None:
        if change:
            attributes.rename_attribute(attribute_id=obj.pk, name=obj.name)
        else:
            obj.save()
