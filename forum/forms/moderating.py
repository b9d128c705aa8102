"""Forms that report and moderate."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Report


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Shown to the member and in the public log."),
        error_messages={"required": _("Say why: the reason is shown in the public log.")},
    )


class ReportForm(forms.Form):
    rule = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Report.Rule.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the rule that you think was broken.")},
    )
    note = forms.CharField(
        label=_("Anything the moderators should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
