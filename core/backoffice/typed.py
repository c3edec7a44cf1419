"""django-unfold's classes under the types of what they subclass in Django: unfold itself says nothing of its types."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite, FieldListFilter, ModelAdmin, SimpleListFilter, TabularInline
    from django.contrib.admin.forms import AdminAuthenticationForm as AuthenticationForm
    from django.contrib.admin.views.main import ChangeList
    from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
    from django.forms import Form

    RangeDateFilter = FieldListFilter
    RangeNumericFilter = FieldListFilter

    class AutocompleteDropdownForm(Form):
        def __init__(self, **named: Any) -> None: ...

else:
    from unfold.admin import ModelAdmin, TabularInline
    from unfold.contrib.filters.admin import DropdownFilter as SimpleListFilter
    from unfold.contrib.filters.admin import RangeDateFilter, RangeNumericFilter
    from unfold.contrib.filters.forms import AutocompleteDropdownForm
    from unfold.forms import AdminPasswordChangeForm, AuthenticationForm
    from unfold.forms import UserCreationForm as AdminUserCreationForm
    from unfold.sites import UnfoldAdminSite as AdminSite
    from unfold.views import ChangeList

__all__ = [
    "AdminPasswordChangeForm",
    "AdminSite",
    "AdminUserCreationForm",
    "AuthenticationForm",
    "AutocompleteDropdownForm",
    "ChangeList",
    "ModelAdmin",
    "RangeDateFilter",
    "RangeNumericFilter",
    "SimpleListFilter",
    "TabularInline",
]
