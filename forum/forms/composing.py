"""Forms people write in; the words themselves are judged by the actions.

A part that other features add to a form (a poll, files) is a form of its own, shown through
`templates/forum/composer_extras.html`: the draft keeps whatever fields the page's form holds.
"""

from __future__ import annotations

import uuid
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from forum.actions.threads import MAX_TITLE, MAX_TOPICS
from forum.models import Topic


class CorrectableForm(forms.Form):
    def with_value(self, name: str, value: str) -> Self:
        """The same form as if `value` had been sent in this field, all else as it was."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix(name)] = value
        self.data = data
        return self


class ComposeForm(CorrectableForm):
    """Words with an idempotency key; a lost key is replaced and the words are kept."""

    source = forms.CharField(
        label=_("Your words"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Write something first.")},
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This form had gone stale. Your words are below: send them again."),
            "invalid": _("This form had gone stale. Your words are below: send them again."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **kwargs)

    def with_fresh_key(self) -> Self:
        """The same form, its key replaced where the one sent was no key."""
        return self.with_value("key", str(uuid.uuid4())) if "key" in self.errors else self


class ReplyForm(ComposeForm):
    parent = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2_000_000_000,
        required=False,
        error_messages={"invalid": _("Choose the post you answer again.")},
    )

    def clean_parent(self) -> int:
        return int(self.cleaned_data.get("parent") or 1)


class TopicsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def clean(self, value: Any) -> Any:
        """A number that no column can hold is no topic, as any other that is not."""
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError(_("Choose topics from the list.")) from None


class ThreadForm(ComposeForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=MAX_TITLE,
        help_text=_("A question or a statement that others can find again."),
        widget=forms.TextInput(
            attrs={
                "data-hx-get": reverse_lazy("forum:search_titles"),
                "data-hx-trigger": "input changed delay:400ms",
                "data-hx-target": "#similar-threads",
                "data-hx-include": "this",
            }
        ),
    )
    topics = TopicsField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Up to five. Members who follow a topic hear of your thread."),
    )

    field_order = ["title", "source", "topics", "key"]

    def clean_topics(self) -> list[Topic]:
        return clean_topics(self)


def clean_topics(form: forms.Form) -> list[Topic]:
    topics = list(form.cleaned_data["topics"])
    if len(topics) > MAX_TOPICS:
        raise forms.ValidationError(
            _("You chose %(chosen)d topics; choose at most %(limit)d."),
            params={"chosen": len(topics), "limit": MAX_TOPICS},
        )
    return topics


class EditForm(CorrectableForm):
    source = ComposeForm.base_fields["source"]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **kwargs)
