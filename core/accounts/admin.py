"""People in the admin. Every change goes by `User.save`, so it counts at once, wherever the person is signed in."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.errors import EmailNotConfirmed
from core.accounts.models import Contact, Session, User
from core.accounts.services import sessions
from core.accounts.services.attempts import verify
from core.errors import DomainError

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


class LimitedLogin(AdminAuthenticationForm):
    """The admin's login, by e-mail or user name, with the same waits after failures as the API's."""

    def clean(self) -> dict[str, Any]:
        login, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if login and password:
            try:
                self.user_cache = verify(login=login, password=password, address="")
            except DomainError as refused:
                raise ValidationError(refused.detail, code=refused.code) from None
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if user.confirmed_at is None:
            raise ValidationError(EmailNotConfirmed.message, code=EmailNotConfirmed.code)


admin.site.login_form = LimitedLogin


class NewUser(AdminUserCreationForm[User]):
    """A new account needs an e-mail and a password."""

    class Meta:
        model = User
        fields = ("email",)
        field_classes: dict[str, type] = {}


class KnownUser(UserChangeForm[User]):
    """Django's form, but for its user name field, which cannot be empty."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict[str, type] = {}


class ConfirmedFilter(admin.SimpleListFilter):
    title = _("e-mail confirmed")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        chosen = self.value()
        return queryset.filter(confirmed_at__isnull=chosen == "no") if chosen in {"yes", "no"} else queryset


class Shown(admin.TabularInline[Any, User]):
    """Rows that are looked at and not touched."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class SessionInline(Shown):
    model = Session
    fields = ("created_at", "used_at", "expires_at", "revoked_at", "address", "user_agent")
    ordering = ("-used_at",)


class ContactInline(Shown):
    model = Contact
    fields = ("city", "street", "house", "apartment", "phone", "recipient")


@admin.register(User)
class PeopleAdmin(UserAdmin[User]):
    form = KnownUser
    add_form = NewUser
    list_display = ("email", "username", "first_name", "last_name", "company", "role", "is_active", "confirmed_at")
    list_filter = ("role", ConfirmedFilter, "is_active", "is_staff", "is_superuser")
    search_fields = ("email", "username", "first_name", "last_name", "company")
    ordering = ("-id",)
    show_full_result_count = False
    inlines = (SessionInline, ContactInline)
    actions = ("sign_out_everywhere",)
    fieldsets = (
        (None, {"fields": ("email", "username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "company", "position", "phone", "language")}),
        (_("Rights"), {"fields": ("role", "is_active", *RIGHTS)}),
        (_("Dates"), {"fields": ("confirmed_at", "created_at", "last_login", "erased_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        dates = ("confirmed_at", "created_at", "last_login", "erased_at")
        return dates if request.user.is_superuser else (*dates, *RIGHTS)  # nobody raises their own rights

    def get_inlines(self, request: HttpRequest, obj: User | None) -> tuple[type[Shown], ...]:
        return self.inlines if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above = obj is not None and (obj.is_superuser and not request.user.is_superuser)
        gone = obj is not None and obj.erased_at is not None
        return super().has_change_permission(request, obj) and not above and not gone

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # orders refer to people: a person is erased, and the books are kept

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.confirmed_at = timezone.now()  # whoever makes an account by hand knows whose e-mail it is
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        ids = self._within_reach(request, queryset)
        for id in ids:
            sessions.end_all(user_id=id)
        self.message_user(request, _("%d people were signed out.") % len(ids))

    def _within_reach(self, request: HttpRequest, queryset: QuerySet[User]) -> list[int]:
        return [user.pk for user in queryset.order_by("pk") if self.has_change_permission(request, user)]
