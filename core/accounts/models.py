"""Who people are: the one table that every module may point a ForeignKey at, and what hangs on it."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    BUYER = "buyer", _("buyer")
    SUPPLIER = "supplier", _("supplier")
    AGENT = "agent", _("support agent")


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account that still has to confirm its e-mail, unless `confirmed_at` says otherwise."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a confirmed account that may do everything."""
        fields = {"confirmed_at": timezone.now(), **fields, "is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), unique=True)
    username = models.CharField(_("user name"), max_length=150, unique=True, null=True, blank=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    company = models.CharField(_("company"), max_length=255, blank=True)
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
            models.Index("created_at", name="user_unconfirmed", condition=models.Q(confirmed_at=None)),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Session(models.Model):
    """One sign-in: a family of refresh tokens of which only the newest counts (RFC 9700, 4.14.2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    # Which rotation is the living one; an older number presented again is theft or a double click.
    generation = models.PositiveIntegerField(default=0)
    user_agent = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("expires_at", name="session_expiry")]

    def __str__(self) -> str:
        return f"session {self.id}"


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
