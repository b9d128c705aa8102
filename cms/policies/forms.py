from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cms.core import roster
from cms.core.models.owned import OwnedPageForm
from cms.policies.models.states import Status

COUNCIL_ACTS = frozenset(
    {
        Status.ADOPTED,
        Status.ADOPTED_AS_AMENDED,
        Status.REFERRED,
        Status.POSTPONED,
        Status.DEFEATED,
        Status.CODIFIED,
        Status.IN_FORCE,
        Status.REAFFIRMED,
        Status.REVISED,
        Status.SUPERSEDED,
        Status.RESCINDED,
    }
)


class PolicyPageForm(OwnedPageForm):
    """Keeps the committee's work apart from Council's: only a staff liaison records the latter."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        status = data.get("status")
        changed = status and status != self.initial.get("status")
        if changed and status in COUNCIL_ACTS and not self._records_for_council(data):
            self.add_error(
                "status",
                _(
                    "Council does this, and a staff liaison of the responsible or recommending"
                    " body records it."
                ),
            )
        return data

    def _records_for_council(self, data: dict[str, Any]) -> bool:
        user = self.for_user
        if user is None or user.is_superuser:
            return True
        units = {data[name].pk for name in self.instance.unit_fields if data.get(name)}
        return bool(units & roster.liaison_unit_ids(user))
