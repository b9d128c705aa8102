from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import FormerUnit, Unit


@transaction.atomic
def save_unit(unit: Unit) -> Unit:
    """Save an edited unit; another name or address than before stays on record and leads here.

    The caller has validated the fields.
    """
    before = Unit.objects.select_for_update().get(pk=unit.pk)
    unit.save()
    if (before.name, before.slug) == (unit.name, unit.slug):
        return unit
    FormerUnit.objects.filter(unit=unit, slug=unit.slug).update(slug="")
    FormerUnit.objects.create(
        unit=unit,
        name=before.name,
        acronym=before.acronym,
        slug=before.slug if before.slug != unit.slug else "",
        used_to=timezone.localdate() if before.name != unit.name else None,
    )
    return unit
