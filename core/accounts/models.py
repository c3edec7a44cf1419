"""Who people are: the one table that every module may point a ForeignKey at, and what hangs on it."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.accounts.rules import is_tax_id
from core.cache import bump
from core.environment import text

# No "@": a name can never be taken for somebody's e-mail.
USERNAME = r"^[\w.+-]+$"
# What is kept of a person for the reader of tokens is made of these; a change must be seen at once.
RIGHTS = frozenset({"is_active", "role", "is_staff", "is_superuser", "erased_at", "language"})
# And after a change of these nothing that was signed before may count.
SIGNING_OUT = frozenset({"password", "is_active", "erased_at"})


class Role(models.TextChoices):
    BUYER = "buyer", _("buyer")
    SUPPLIER = "supplier", _("supplier")
    AGENT = "agent", _("support agent")


def proper_tax_id(text: str) -> None:
    """Refuse what is no INN, for Django's own forms."""
    if not is_tax_id(text):
        raise ValidationError(_("Must be a tax ID (INN) of 10 or 12 digits"), code="bad_tax_id")


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account that still has to confirm its e-mail, unless `confirmed_at` says otherwise."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a confirmed account that may do everything.

        Its user name may come from DJANGO_SUPERUSER_USERNAME: `createsuperuser` itself asks only for what is
        required, and a user name is not.
        """
        fields = {"confirmed_at": timezone.now(), **fields, "is_staff": True, "is_superuser": True}
        fields.setdefault("username", text("DJANGO_SUPERUSER_USERNAME") or None)
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of an e-mail or, as the two cannot be mistaken for each other, of a user name."""
        name = username or ""
        return self.get(Q(email=name.lower()) | Q(username=name))


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Its `save` is the one door of every change, whoever makes it (API, admin, command, shell):
    it writes only what was changed, and a change of rights or of the password reaches all that is signed in.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    username = models.CharField(
        _("user name"), max_length=150, unique=True, null=True, blank=True, validators=[RegexValidator(USERNAME)]
    )
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    company = models.CharField(_("company"), max_length=255, blank=True)
    # A buyer's INN, for the invoice.
    tax_id = models.CharField(
        _("tax ID"), max_length=12, blank=True, default="", db_default="", validators=[proper_tax_id]
    )
    position = models.CharField(_("position"), max_length=255, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.BUYER)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    created_at = models.DateTimeField(_("registered"), default=timezone.now)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    # Raised whenever all that was signed before must stop counting: password, disabling, "sign out everywhere".
    epoch = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [
            models.Index("created_at", name="user_unconfirmed", condition=Q(confirmed_at=None)),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any) -> Self:
        user = super().from_db(db, field_names, values, **how)
        user._remember()
        return user

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._remember()

    def save(self, **how: Any) -> None:
        """Write what was changed since it was read, so that a form opened an hour ago brings nothing old back."""
        if self._state.adding:
            super().save(**how)
            return self._remember()
        asked = how.pop("update_fields", None)
        written = self._changed() if asked is None else self._changed().intersection(asked)
        with transaction.atomic(savepoint=False):
            super().save(update_fields=written, **how)
            if written & SIGNING_OUT:
                self.sign_out()
                self._end_keys()
            elif written & RIGHTS:
                bump(f"user:{self.pk}")
        self._remember(written)

    # With the epoch in them, "sign out everywhere" ends the cookies of pages and of the admin as well.
    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}.{self.epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (f"{older}.{self.epoch}" for older in super().get_session_auth_fallback_hash())

    def sign_out(self) -> None:
        """End every session of this person; needs a transaction."""
        User.objects.filter(pk=self.pk).update(epoch=F("epoch") + 1)
        Session.objects.filter(user_id=self.pk, revoked_at=None).update(revoked_at=timezone.now())
        bump(f"user:{self.pk}")
        self.epoch = User.objects.values_list("epoch", flat=True).get(pk=self.pk)
        self._remember({"epoch"})

    def _end_keys(self) -> None:
        # Not with the password: programs go on under keys of their own, which their person sees and revokes.
        if not self.is_active:
            living = ApiKey.objects.filter(user_id=self.pk, revoked_at=None)
            bump(*(key.namespace for key in living))
            living.update(revoked_at=timezone.now())

    def check_password(self, raw_password: str | None) -> bool:
        return check_password(raw_password, self.password, self._hash_better)

    def _hash_better(self, raw_password: str | None) -> None:
        # The same password under a newer hasher: not a change, and never over one made meanwhile.
        before, self.password = self.password, make_password(raw_password)
        User.objects.filter(pk=self.pk, password=before).update(password=self.password)
        self._remember({"password"})

    def _remember(self, names: Iterable[str] | None = None) -> None:
        fields = [field.attname for field in self._meta.concrete_fields] if names is None else names
        stored: dict[str, Any] = self.__dict__.setdefault("_stored", {})
        stored |= {name: self.__dict__[name] for name in fields if name in self.__dict__}

    def _changed(self) -> set[str]:
        stored = self.__dict__.get("_stored", {})
        names = [field.attname for field in self._meta.concrete_fields if not field.primary_key]
        return {name for name in names if name in self.__dict__ and stored.get(name, self) != self.__dict__[name]}


@receiver(post_delete, sender=User)
def forget_standing(instance: User, **signal: object) -> None:
    """Let nobody be let in on a kept standing of an account that is gone."""
    bump(f"user:{instance.pk}")


class Session(models.Model):
    """One sign-in: a family of refresh tokens of which only the newest counts (RFC 9700, 4.14.2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    # Which rotation is the living one; an older number presented again is theft or a double click.
    generation = models.PositiveIntegerField(default=0)
    user_agent = models.CharField(_("program"), max_length=255, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    used_at = models.DateTimeField(_("last used"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index("expires_at", name="session_expiry")]

    def __str__(self) -> str:
        return f"session {self.id}"


class ApiKey(models.Model):
    """What a program signs in with in a person's name: 256 random bits, of which only a digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys", verbose_name=_("person"))
    name = models.CharField(pgettext_lazy("of an API key", "name"), max_length=100)
    # How it begins, by which its owner knows it again.
    prefix = models.CharField(pgettext_lazy("of an API key", "begins with"), max_length=20)
    # SHA-256: nothing so random can be guessed from it, so it need not be slow.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(pgettext_lazy("of an API key", "made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        indexes = [models.Index(fields=["user", "-id"], name="api_key_of_user")]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"

    @property
    def namespace(self) -> str:
        """Return where in the cache it is kept what the key stands for."""
        return f"key:{self.digest[:40]}"


class Contact(models.Model):
    """Where and to whom things are delivered."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contacts")
    city = models.CharField(_("city"), max_length=100)
    street = models.CharField(_("street"), max_length=255)
    house = models.CharField(_("house"), max_length=20, blank=True)
    structure = models.CharField(_("structure"), max_length=20, blank=True)
    building = models.CharField(_("building"), max_length=20, blank=True)
    apartment = models.CharField(_("apartment"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=40)
    recipient = models.CharField(_("recipient"), max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return f"{self.city}, {self.street} {self.house}".strip()


class Attempts(models.Model):
    """Failed sign-ins under one name (an account, an address): in the database, since this limit must hold."""

    name = models.CharField(max_length=160, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.failures}"
