"""People in the admin. Every change goes by `User.save`, so it counts at once, wherever the person is signed in."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from core.accounts.forms import SignInForm
from core.accounts.models import ApiKey, Contact, Session, User
from core.accounts.services import api_keys, people, registration, sessions
from core.backoffice.bases import KeptAdmin, ReadOnlyAdmin, ReadOnlyInline
from core.backoffice.buttons import Button
from core.backoffice.columns import BAD, GOOD, QUIET, WAITING, label
from core.backoffice.typed import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    AuthenticationForm,
    SimpleListFilter,
)

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")
STANDINGS = {
    "active": (_("active"), GOOD),
    "unconfirmed": (_("e-mail not confirmed"), WAITING),
    "off": (_("switched off"), BAD),
    "erased": (_("erased"), QUIET),
}


class LimitedLogin(SignInForm, AuthenticationForm):
    """The admin's login."""


admin.site.login_form = LimitedLogin
admin.site.unregister(Group)


# What a button does, and what is said of it then.
STEPS: dict[str, tuple[str, Callable[[int], object]]] = {
    "confirm": (noop("The account is confirmed."), lambda id: registration.vouch_for(user_id=id)),
    "switch_off": (noop("The account is switched off."), lambda id: people.set_active(user_id=id, active=False)),
    "switch_on": (noop("The account is switched on."), lambda id: people.set_active(user_id=id, active=True)),
    "sign_out": (noop("The person is signed out everywhere."), lambda id: sessions.end_all(user_id=id)),
}


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:  # who may only look has no such field, which unfold's own form forgets
            self.fields["password"].widget.__dict__["template_name"] = "auth/widgets/read_only_password_hash_new.html"


class ConfirmedFilter(SimpleListFilter):
    title = _("e-mail confirmed")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        chosen = self.value()
        return queryset.filter(confirmed_at__isnull=chosen == "no") if chosen in {"yes", "no"} else queryset


class SessionInline(ReadOnlyInline[Session, User]):
    model = Session
    fields = ("created_at", "used_at", "expires_at", "revoked_at", "address", "user_agent")
    ordering = ("-used_at",)
    per_page = 10


class ContactInline(ReadOnlyInline[Contact, User]):
    model = Contact
    fields = ("city", "street", "house", "apartment", "phone", "recipient")


@admin.register(Group)
class GroupPage(KeptAdmin[Group], GroupAdmin):
    section = _("People")
    rank = 81
    icon = "group"

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.has_perm("auth.delete_group")  # a group is nobody's book


@admin.register(User)
class PeopleAdmin(KeptAdmin[User], UserAdmin[User]):
    section = _("People")
    rank = 80
    icon = "person"
    form = KnownUser
    add_form = NewUser
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "full_name", "company", "role", "staff", "standing", "created_at")
    list_filter = ("role", ConfirmedFilter, "is_active", "is_staff", "is_superuser")
    search_fields = ("email", "username", "first_name", "last_name", "company", "tax_id", "phone")
    ordering = ("-id",)
    inlines = (SessionInline, ContactInline)
    actions = ("confirm", "switch_off", "sign_out_everywhere")
    fieldsets = (
        (None, {"fields": ("email", "username", "password")}),
        (
            _("Person"),
            {"fields": (("first_name", "last_name"), ("company", "position"), ("tax_id", "phone", "language"))},
        ),
        (_("Rights"), {"fields": ("role", "is_active", *RIGHTS)}),
        (_("Dates"), {"fields": (("confirmed_at", "created_at"), ("last_login", "erased_at"))}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        dates = ("confirmed_at", "created_at", "last_login", "erased_at")
        return dates if request.user.is_superuser else (*dates, *RIGHTS)  # nobody raises their own rights

    def get_inlines(self, request: HttpRequest, obj: User | None) -> tuple[Any, ...]:
        return self.inlines if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above = obj is not None and (obj.is_superuser and not request.user.is_superuser)
        gone = obj is not None and obj.erased_at is not None
        return super().has_change_permission(request, obj) and not above and not gone

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.confirmed_at = timezone.now()  # whoever makes an account by hand knows whose e-mail it is
        super().save_model(request, obj, form, change)

    def buttons(self, request: HttpRequest, obj: User) -> list[Button]:
        if not self.has_change_permission(request, obj):
            return []
        confirm = Button("confirm", _("Confirm the e-mail"), "mark_email_read", "primary")
        off = Button("switch_off", _("Switch the account off"), "block", "danger", _("Shut this person out at once?"))
        on = Button("switch_on", _("Switch the account on"), "check_circle", "primary")
        out = Button("sign_out", _("Sign out everywhere"), "logout")
        living = [out] if obj.pk == request.user.pk else [out, off]
        return [*([] if obj.confirmed_at else [confirm]), *(living if obj.is_active else [on])]

    def press(self, request: HttpRequest, obj: User, step: str) -> str:
        if not self.has_change_permission(request, obj) or (step == "switch_off" and obj.pk == request.user.pk):
            raise PermissionDenied
        if step not in STEPS:
            raise Http404
        said, make = STEPS[step]
        make(obj.pk)
        return gettext(said)

    @admin.action(description=_("Confirm the e-mails"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        done = [id for id in self._within_reach(request, queryset) if registration.vouch_for(user_id=id)]
        said = ngettext("%(count)d account was confirmed.", "%(count)d accounts were confirmed.", len(done))
        self.message_user(request, said % {"count": len(done)})

    @admin.action(description=_("Switch the accounts off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        ids = [id for id in self._within_reach(request, queryset) if id != request.user.pk]
        for id in ids:
            people.set_active(user_id=id, active=False)
        said = ngettext("%(count)d account was switched off.", "%(count)d accounts were switched off.", len(ids))
        self.message_user(request, said % {"count": len(ids)})

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        ids = self._within_reach(request, queryset)
        for id in ids:
            sessions.end_all(user_id=id)
        said = ngettext("%(count)d person was signed out.", "%(count)d people were signed out.", len(ids))
        self.message_user(request, said % {"count": len(ids)})

    def _within_reach(self, request: HttpRequest, queryset: QuerySet[User]) -> list[int]:
        return [user.pk for user in queryset.order_by("pk") if self.has_change_permission(request, user)]

    @admin.display(description=pgettext_lazy("of a person", "name"))
    def full_name(self, user: User) -> str:
        return user.full_name or "–"

    @admin.display(description=_("staff"), boolean=True, ordering="is_staff")
    def staff(self, user: User) -> bool:
        return user.is_staff

    @label(_("state"), {standing: colour for standing, (_title, colour) in STANDINGS.items()})
    def standing(self, user: User) -> tuple[str, Any]:
        standing = _standing(user)
        return standing, STANDINGS[standing][0]


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin[ApiKey]):
    """Everybody's API keys, by their beginnings; what can be done is to revoke one."""

    section = _("People")
    rank = 83
    icon = "key"
    list_display = ("prefix", "user", "name", "listed_scopes", "key_state", "used_at", "expires_at")
    list_select_related = ("user",)
    search_fields = ("prefix__startswith", "user__email__istartswith")
    ordering = ("-id",)
    fields = (("prefix", "name"), "user", "listed_scopes", ("created_at", "used_at"), ("expires_at", "revoked_at"))

    def buttons(self, request: HttpRequest, obj: ApiKey) -> list[Button]:
        asked = _("Programs that use this key are shut out at once. Revoke it?")
        return [] if obj.revoked_at else [Button("revoke", _("Revoke"), "key_off", "danger", asked)]

    def press(self, request: HttpRequest, obj: ApiKey, step: str) -> str:
        if step != "revoke":
            raise Http404
        api_keys.revoke(key_id=obj.pk)
        return gettext("The key is revoked.")

    @admin.display(description=_("scopes"))
    def listed_scopes(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @label(_("state"), {"living": GOOD, "expired": QUIET, "revoked": BAD})
    def key_state(self, key: ApiKey) -> tuple[str, Any]:
        if key.revoked_at:
            return "revoked", pgettext("of an API key", "revoked")
        if key.expires_at and key.expires_at <= timezone.now():
            return "expired", pgettext("of an API key", "expired")
        return "living", pgettext("of an API key", "living")


def _standing(user: User) -> str:
    if user.erased_at:
        return "erased"
    if not user.is_active:
        return "off"
    return "active" if user.confirmed_at else "unconfirmed"
