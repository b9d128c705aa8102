"""Fields that sign-up and settings share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.users import time_zones
from accounts.names import normalize_handle, normalize_name, validate_name

NEAR = {
    "America/New_York": _("Eastern (New York)"),
    "America/Chicago": _("Central (Chicago)"),
    "America/Denver": _("Mountain (Denver)"),
    "America/Phoenix": _("Mountain without daylight saving (Phoenix)"),
    "America/Los_Angeles": _("Pacific (Los Angeles)"),
    "America/Anchorage": _("Alaska (Anchorage)"),
    "Pacific/Honolulu": _("Hawaii (Honolulu)"),
    "America/Puerto_Rico": _("Atlantic (Puerto Rico)"),
    "Pacific/Guam": _("Chamorro (Guam)"),
}
REGIONS = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian",
    "Pacific",
)  # fmt: skip


class HandleField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        model_field = User._meta.get_field("handle")
        kwargs.setdefault("label", _("Handle"))
        kwargs.setdefault(
            "help_text",
            _("How others mention you: 2 to 30 letters a to z, digits, single dots or hyphens."),
        )
        kwargs.setdefault("validators", model_field.validators)
        super().__init__(**kwargs)
        self.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def to_python(self, value: Any) -> str:
        return normalize_handle(super().to_python(value) or "")


class NameField(forms.CharField):
    default_validators = [validate_name]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Name"))
        kwargs.setdefault("help_text", _("As others see it beside your posts. At most 80 letters."))
        super().__init__(max_length=80, **kwargs)
        self.widget.attrs["autocomplete"] = "name"

    def to_python(self, value: Any) -> str:
        return normalize_name(super().to_python(value) or "")


class TimeZoneField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        kwargs.setdefault("help_text", _("Times on the site and in mail are shown in it."))
        super().__init__(choices=time_zone_choices, **kwargs)

    def valid_value(self, value: str) -> bool:
        return value in time_zones()


def time_zone_choices() -> list[tuple[Any, Any]]:
    """The zones of the United States first, then every city by region."""
    groups: list[tuple[Any, Any]] = [(_("United States"), list(NEAR.items()))]
    for region in REGIONS:
        names = sorted(name for name in time_zones() if name.startswith(f"{region}/"))
        cities = [(name, name.partition("/")[2].replace("_", " ")) for name in names]
        groups.append((region, [city for city in cities if city[0] not in NEAR]))
    return [*groups, (_("Other"), [("UTC", "UTC")])]
