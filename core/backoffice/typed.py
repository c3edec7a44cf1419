"""django-unfold's classes under the types of what they subclass in Django: unfold itself says nothing of its types."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite, FieldListFilter, ModelAdmin, SimpleListFilter, TabularInline
    from django.contrib.admin.forms import AdminAuthenticationForm as AuthenticationForm
    from django.contrib.admin.views.main import ChangeList
    from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm

    RangeDateFilter = FieldListFilter
else:
    from unfold.admin import ModelAdmin, TabularInline
    from unfold.contrib.filters.admin import DropdownFilter as SimpleListFilter
    from unfold.contrib.filters.admin import RangeDateFilter
    from unfold.forms import AdminPasswordChangeForm, AuthenticationForm
    from unfold.forms import UserCreationForm as AdminUserCreationForm
    from unfold.sites import UnfoldAdminSite as AdminSite
    from unfold.views import ChangeList

__all__ = [
    "AdminPasswordChangeForm",
    "AdminSite",
    "AdminUserCreationForm",
    "AuthenticationForm",
    "ChangeList",
    "ModelAdmin",
    "RangeDateFilter",
    "SimpleListFilter",
    "TabularInline",
]
