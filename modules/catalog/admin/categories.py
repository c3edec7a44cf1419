from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.sheets.admin import SheetAdmin
from modules.catalog.admin.forms import changes
from modules.catalog.admin.tree import TreeList
from modules.catalog.models.categories import Category
from modules.catalog.resources.categories import CategorySheet
from modules.catalog.services import categories


class CategoryForm(forms.ModelForm[Category]):
    slug = forms.SlugField(label=_("address"), max_length=80, required=False)

    class Meta:
        model = Category
        fields = ("name", "slug", "parent", "position", "is_active")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug.isdigit():
            raise ValidationError(_("An address is not a number: that would be an id."))
        return slug or self.instance.slug

    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        try:
            categories.refuse_circle(self.instance.pk, parent.pk if parent else None)
        except DomainError as refused:
            raise ValidationError(refused.detail, code=refused.code) from None
        return parent


@admin.register(Category)
class CategoryAdmin(SheetAdmin, TreeList):
    sheet = CategorySheet
    rank, icon = 22, "account_tree"
    form = CategoryForm
    autocomplete_fields = ("parent",)
    list_display = ("name", "slug", "parent", "position", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "slug")

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        given = changes(form) if change else dict(form.cleaned_data)
        if "parent" in given:
            given["parent"] = given["parent"].pk if given["parent"] else None
        if change:
            categories.change_category(category_id=obj.pk, **given)
        else:
            obj.pk = categories.add_category(**given).pk
