"""Who people are: they sign in by e-mail and are known by a handle."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.privacy import ProfilePrivacy

AVATAR_CLASSES = "abcdef"


@cache
def time_zones() -> frozenset[str]:
    """Every zone this machine knows: a walk through its files, so asked once."""
    return frozenset(zoneinfo.available_timezones())


def validate_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError(_("“%(name)s” is not a known time zone."), params={"name": name})


class UserQuerySet(models.QuerySet["User"]):
    def pending(self) -> UserQuerySet:
        """Signed up, but never proved the address and never signed in."""
        from allauth.account.models import EmailAddress

        addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
        return self.filter(
            Exists(addresses.filter(verified=False)),
            ~Exists(addresses.filter(verified=True)),
            last_login__isnull=True,
        )

    def known(self) -> UserQuerySet:
        """Everyone but the pending: they have no profile yet."""
        return self.exclude(pk__in=User.objects.pending().values("pk"))

    def keepers(self) -> UserQuerySet:
        """Those whose names nobody else may borrow."""
        return self.filter(Q(is_moderator=True) | Q(is_staff=True))


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, handle: str, password: str | None = None, **fields: Any
    ) -> User:
        fields.setdefault("display_name", handle)
        user = self.model(
            email=self.normalize_email(email).lower(), handle=handle.lower(), **fields
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, handle: str, password: str | None = None, **fields: Any
    ) -> User:
        return self.create_user(email, handle, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(ProfilePrivacy, AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    handle = models.CharField(
        _("handle"),
        max_length=30,
        unique=True,
        help_text=_("Small letters, digits, dots and hyphens: how others mention you."),
        validators=[
            RegexValidator(
                r"^[a-z0-9](?:[a-z0-9]|[.-](?=[a-z0-9])){1,29}\Z",
                _("Use 2 to 30 small letters, digits, single dots or hyphens."),
            )
        ],
    )
    display_name = models.CharField(_("name"), max_length=80)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    library = models.CharField(_("library or organisation"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=80, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="America/Chicago", validators=[validate_time_zone]
    )
    bio = models.TextField(_("about you"), max_length=2000, blank=True)
    mail_notices = models.BooleanField(
        _("mail me at once"),
        default=True,
        help_text=_("A mail for each notice, as soon as it happens."),
    )
    mute_count = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("How many members this one has muted.")
    )
    shows_presence = models.BooleanField(
        _("Show who is reading and replying"),
        default=True,
        help_text=_(
            "Members who read a thread at the same time see each other's names beside it."
            " Without this, nobody sees you there, and you see nobody."
        ),
    )
    shortcuts = models.BooleanField(
        _("single keys act in threads"),
        default=False,
        help_text=_(
            "j and k go to the next and previous post, n and p to new ones; ? lists them all."
            " Leave it off if your screen reader uses such keys."
        ),
    )
    is_staff = models.BooleanField(_("may open the Django admin"), default=False)
    is_moderator = models.BooleanField(_("moderates the forum"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_until = models.DateTimeField(null=True, blank=True, editable=False)
    suspension_reason = models.CharField(max_length=500, blank=True, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["handle", "display_name"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message=_("Someone has an account with this address already."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:profile", args=[self.handle])

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def initials(self) -> str:
        words = [word for word in self.display_name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"

    @property
    def avatar_class(self) -> str:
        return AVATAR_CLASSES[sum(self.handle.encode()) % len(AVATAR_CLASSES)]

    @property
    def is_suspended(self) -> bool:
        if self.suspended_at is None:
            return False
        return self.suspended_until is None or self.suspended_until > timezone.now()

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Units in which this member's term runs today: one query, once per loaded user."""
        from accounts.models.units import RosterTerm

        terms = RosterTerm.objects.current().filter(user=self)
        return frozenset(terms.values_list("unit_id", flat=True))

    @cached_property
    def muted_ids(self) -> frozenset[int]:
        """Members whose posts this one has folded away: no query for those who muted nobody."""
        if not self.mute_count:
            return frozenset()
        return frozenset(self.mutes.values_list("member_id", flat=True))
