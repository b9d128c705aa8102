from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.context import THEMES
from accounts.forms.fields import HandleField, NameField, TimeZoneField
from accounts.models import User
from accounts.models.handles import check_handle, check_name
from accounts.models.privacy import PARTS

MAX_TOPICS = 8

THEME_NAMES = {"auto": _("As this device is set"), "light": _("Light"), "dark": _("Dark")}


class LinesField(forms.CharField):
    """Counts a line break as one letter, as browsers do when they count for maxlength."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class TopicsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def clean(self, value: Any) -> Any:
        """A number that no column can hold is no topic, as any other that is not."""
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError(_("Choose topics from the list.")) from None


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
    topics = TopicsField(
        label=_("Topics you know about"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Up to eight. Others find you on your profile and on the topic's page."),
    )
    time_zone = TimeZoneField()
    bio = LinesField(
        label=_("About you"),
        max_length=2000,
        required=False,
        help_text=_("Plain text of at most 2,000 letters, shown on your profile."),
    )
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[(theme, THEME_NAMES[theme]) for theme in THEMES],
        help_text=_("Kept in this browser only."),
    )

    class Meta:
        model = User
        fields = [
            "display_name", "handle", "pronouns", "library", "role", "time_zone", "bio",
            "shows_presence", "shortcuts",
            *(f"{part}_for" for part in PARTS),
        ]  # fmt: skip

    field_order = ["display_name", "handle", "pronouns", "library", "role", "bio", "topics"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Topics live on the floor above, which this one can't import.
        self.fields["topics"].queryset = self.instance.expertise.model.objects.all()  # type: ignore[attr-defined]
        self.initial["topics"] = self.instance.expertise.all()

    @property
    def profile_fields(self) -> list[forms.BoundField]:
        private = {field.name for field in self.privacy_fields}
        return [field for field in self if field.name not in private]

    @property
    def privacy_fields(self) -> list[forms.BoundField]:
        return [*(self[f"{part}_for"] for part in PARTS), self["shows_presence"]]

    def clean_topics(self) -> list[Any]:
        topics = list(self.cleaned_data["topics"])
        if len(topics) > MAX_TOPICS:
            raise forms.ValidationError(
                _("You chose %(chosen)d topics; choose at most %(limit)d."),
                params={"chosen": len(topics), "limit": MAX_TOPICS},
            )
        return topics

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
