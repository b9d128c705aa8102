from __future__ import annotations

from typing import Any, ClassVar

from django.forms.widgets import Script
from django.utils.translation import gettext as _

from cms.core.models.owned import OwnedPageForm
from cms.policies.models.states import FORCE


class PolicyPageForm(OwnedPageForm):
    """Keeps the text of what Council adopted as Council adopted it."""

    said_of_one_change: ClassVar[dict[str, Any]] = {
        **OwnedPageForm.said_of_one_change,
        "is_editorial": False,
    }

    class Media:
        js = (Script("js/admin-overlap.js", type="module"),)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self._changes_what_stands(data) and not data.get("is_editorial"):
            self.add_error(
                "is_editorial" if "is_editorial" in self.fields else None,
                _(
                    "This policy is in force. Say that the change is an editorial correction, or"
                    " have a staff liaison record first that Council amended it."
                ),
            )
        return data

    def _changes_what_stands(self, data: dict[str, Any]) -> bool:
        from cms.policies.wording import said  # The editor's converter needs all models.

        policy = self.instance
        if not policy.pk or policy.status not in FORCE or "body" not in data:
            return False
        standing = type(policy).objects.get(pk=policy.pk)
        if not standing.live or standing.awaits_amended_text:
            return False
        return said(data["body"]) != said(standing.body)
