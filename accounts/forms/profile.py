from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.context import THEMES
from accounts.forms.fields import HandleField, NameField, TimeZoneField
from accounts.models import User
from accounts.models.handles import check_handle, check_name

THEME_NAMES = {"auto": _("As this device is set"), "light": _("Light"), "dark": _("Dark")}


class LinesField(forms.CharField):
    """Counts a line break as one letter, as browsers do when they count for maxlength."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    display_name = NameField()
    handle = HandleField(
        help_text=_(
            "How others mention you: 2 to 30 letters a to z, digits, single dots or hyphens."
            " One you give up stays yours, and links to it lead to your profile."
        )
    )
    library = forms.CharField(
        label=_("Library or organisation"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    role = forms.CharField(
        label=_("Role"),
        max_length=80,
        required=False,
        help_text=_("What you do there, such as “Staff development librarian”."),
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    time_zone = TimeZoneField()
    bio = LinesField(
        label=_("About you"),
        max_length=2000,
        required=False,
        help_text=_("Plain text of at most 2,000 letters, shown on your profile to everyone."),
    )
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[(theme, THEME_NAMES[theme]) for theme in THEMES],
        help_text=_("Kept in this browser only."),
    )

    class Meta:
        model = User
        fields = ["display_name", "handle", "library", "role", "time_zone", "bio"]

    def clean_display_name(self) -> str:
        name: str = self.cleaned_data["display_name"]
        if name != self.initial["display_name"]:
            check_name(name, member=self.instance)
        return name

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle != self.initial["handle"]:
            check_handle(handle, member=self.instance)
        return handle
