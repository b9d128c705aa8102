"""What readers fill in; visitors may leave an address for the answer."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.clearinghouse.models import ProblemReport


class ReaderForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if you want to hear what came of it. It is used for nothing else."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, reader: User | AnonymousUser, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if reader.is_authenticated:
            del self.fields["email"]


class SuggestionForm(ReaderForm):
    title = forms.CharField(
        label=_("What is missing?"),
        max_length=200,
        error_messages={"required": _("Name it in a few words.")},
    )
    url = forms.URLField(
        label=_("Its address"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("If it stands somewhere already."),
    )
    why = forms.CharField(
        label=_("Whom would it help, and with what?"),
        max_length=2000,
        error_messages={"required": _("Say whom it would help, and with what.")},
        widget=forms.Textarea({"rows": 5}),
    )
    field_order = ("title", "url", "why", "email", "key")

    def clean_title(self) -> str:
        title = " ".join(str(self.cleaned_data["title"]).split())
        if not any(character.isalnum() for character in title):
            raise forms.ValidationError(_("Name it in a few words."))
        return title


class ProblemForm(ReaderForm):
    kind = forms.ChoiceField(
        label=_("What is the matter?"),
        choices=ProblemReport.Kind.choices,
        error_messages={"required": _("Choose what comes nearest.")},
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What did you find, and where?"),
        max_length=2000,
        error_messages={"required": _("Say what you found, and where.")},
        widget=forms.Textarea({"rows": 5}),
    )
    field_order = ("kind", "words", "email", "key")
