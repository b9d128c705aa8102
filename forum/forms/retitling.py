"""The form that gives a thread another title or other topics."""

from __future__ import annotations

from typing import Any

from django import forms

from forum.forms.composing import ThreadForm, clean_topics
from forum.forms.moderating import ReasonForm


class RetitleForm(forms.Form):
    """With `moderating`, a reason is asked for as well."""

    title = forms.CharField(
        label=ThreadForm.base_fields["title"].label,
        max_length=ThreadForm.base_fields["title"].max_length,  # type: ignore[attr-defined]
        help_text=ThreadForm.base_fields["title"].help_text,
    )
    topics = ThreadForm.base_fields["topics"]

    def __init__(self, *args: Any, moderating: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if moderating:
            self.fields["reason"] = ReasonForm.base_fields["reason"]

    clean_topics = clean_topics
