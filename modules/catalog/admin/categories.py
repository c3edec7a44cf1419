from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.sheets.admin import SheetAdmin
from modules.catalog.admin.forms import changes
from modules.catalog.admin.tree import TreeList
from modules.catalog.models.categories import Category
from modules.catalog.resources.categories import CategorySheet
from modules.catalog.rules.texts import normalised
from modules.catalog.services import categories

ABOVE = "parent__parent__parent"  # as deep as shops commonly are; what stands deeper is asked for


def way_of(category: Category) -> str:
    """Return where a category stands, from the top: namesakes are told apart by nothing else."""
    above = f"{way_of(category.parent)} › " if category.parent else ""
    return f"{above}{category.name}"


def _somewhere(word: str, *places: str) -> Q:
    """Return the condition that a word stands in the name of one of these, or in the category's own address."""
    named = (Q(**{f"{place}search_text__contains": word}) for place in places)
    return reduce(or_, named, Q(slug__contains=word))


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
    search_fields = ("name", "slug")  # for the box; what is found, get_search_results says

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        found: QuerySet[Category] = super().get_queryset(request)
        return found.select_related(ABOVE)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Category], search_term: str
    ) -> tuple[QuerySet[Category], bool]:
        # Without case in both databases: SQLite's own knows Latin letters alone.
        for word in normalised(search_term.replace("›", " ")).split():
            queryset = queryset.filter(_somewhere(word, "", "parent__", "parent__parent__"))
        return queryset if queryset.ordered else queryset.order_by("search_text", "id"), False

    def choice_label(self, row: Category) -> str:
        return way_of(row)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        given = changes(form) if change else dict(form.cleaned_data)
        if "parent" in given:
            given["parent"] = given["parent"].pk if given["parent"] else None
        if change:
            categories.change_category(category_id=obj.pk, **given)
        else:
            obj.pk = categories.add_category(**given).pk
