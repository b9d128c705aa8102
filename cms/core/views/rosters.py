"""A unit's roster through the years, and how its staff liaison keeps it."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.roster_imports import (
    ChangedMeanwhileError,
    RosterRefused,
    apply_import,
    plan_import,
    set_term,
)
from accounts.models import RosterImport, RosterTerm, Unit
from accounts.rosters.planning import can_seat_liaisons
from accounts.rosters.reading import COLUMNS, MAX_BYTES, MAX_CELL, Row, UnreadableError
from cms.core.roster import can_keep_roster
from cms.core.views.units import get_unit
from forum.spreadsheets import cell
from forum.views.asking import sign_in_first

PER_PAGE = 100
Role = RosterTerm.Role


class TermForm(forms.Form):
    member = forms.CharField(
        label=gettext_lazy("Member"),
        max_length=MAX_CELL,
        help_text=gettext_lazy("The handle, as in @handle: it stands on the member's profile."),
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"})
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("Leave it empty while the term has no end."),
    )

    def __init__(self, *args: Any, seats_liaisons: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [
            (value, label)
            for value, label in Role.choices
            if seats_liaisons or value != Role.LIAISON
        ]
        self.initial.setdefault("role", Role.MEMBER)

    @property
    def row(self) -> Row:
        data = self.cleaned_data
        ends = data["ends_on"].isoformat() if data["ends_on"] else ""
        return Row(0, data["member"], data["role"], data["starts_on"].isoformat(), ends)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        required=False,
        widget=forms.FileInput({"accept": ".csv,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the lines"),
        required=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        strip=False,
    )
    end_missing_on = forms.DateField(
        label=gettext_lazy("End terms that the file doesn't list"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("Their last day. Leave it empty to leave those terms alone."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("file") and not data.get("text", "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste its lines below."))
        return data

    @property
    def data_bytes(self) -> bytes:
        """One byte more than is allowed tells that there are too many."""
        if file := self.cleaned_data["file"]:
            return bytes(file.read(MAX_BYTES + 1))
        return str(self.cleaned_data["text"]).encode()


@require_http_methods(["GET", "HEAD", "POST"])
def unit_roster(request: HttpRequest, slug: str) -> HttpResponse:
    """Every term, current and past; its liaison adds one here and gives one an end."""
    unit = get_unit(slug)
    if unit.slug != slug:
        return redirect("unit_roster", unit.slug)
    keeps = can_keep_roster(request.user, unit)
    if request.method == "POST" and not keeps:
        raise PermissionDenied(_("Only the unit's staff liaison keeps its roster."))
    seats = keeps and request.user.is_authenticated and can_seat_liaisons(request.user)
    posted = request.POST if request.method == "POST" else None
    form = TermForm(posted, seats_liaisons=seats) if keeps else None
    if form is not None and request.method == "POST" and form.is_valid():
        assert request.user.is_authenticated
        try:
            line = set_term(unit, form.row, by=request.user)
        except RosterRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": line.who})
            return redirect("unit_roster", unit.slug)
    terms = unit.terms.select_related("user")
    terms = terms.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "pk")
    page = Paginator(terms, PER_PAGE).get_page(request.GET.get("page"))
    context = {"unit": unit, "list": page, "keeps": keeps, "seats": seats, "form": form}
    context["today"] = timezone.localdate()
    status = 422 if form is not None and form.errors else 200
    return render(request, "cms/unit_roster.html", context, status=status)


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def roster_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a file and leads to its dry run: nothing changes here."""
    unit = _kept_unit(request, slug)
    posted = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if posted else ImportForm()
    if request.method == "POST" and form.is_valid():
        assert request.user.is_authenticated
        missing = form.cleaned_data["end_missing_on"]
        try:
            planned = plan_import(unit, form.data_bytes, by=request.user, end_missing_on=missing)
        except UnreadableError as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(refusal.reason))
        else:
            return redirect("roster_plan", unit.slug, planned.pk)
    applied = unit.imports.filter(applied_at__isnull=False).select_related("made_by")
    context = {"unit": unit, "form": form, "imports": applied[:10]}
    return render(request, "cms/roster_import.html", context, status=422 if form.errors else 200)


@sign_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def roster_plan(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The dry run, line by line, and the button that does exactly this."""
    unit = _kept_unit(request, slug)
    planned = get_object_or_404(RosterImport, pk=pk, unit=unit)
    changed = False
    if request.method == "POST":
        assert request.user.is_authenticated
        try:
            done = apply_import(planned, by=request.user)
        except ChangedMeanwhileError:
            planned.refresh_from_db()
            changed = True
        else:
            messages.success(request, _said(done))
            return redirect("unit_roster", unit.slug)
    counts = Counter(line["act"] for line in planned.plan)
    context = {
        "unit": unit,
        "planned": planned,
        "counts": counts,
        "does_something": bool(counts["add"] + counts["change"] + counts["end"]),
        "page": Paginator(planned.plan, 500).get_page(request.GET.get("page")),
        "changed": changed,
        "roles": dict(Role.choices),
    }
    return render(request, "cms/roster_plan.html", context, status=409 if changed else 200)


@sign_in_first
@require_safe
def roster_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The roster as a file that can be changed and read in again."""
    unit = _kept_unit(request, slug)
    name = f'attachment; filename="roster-{unit.slug}.csv"'
    response = HttpResponse(
        "\ufeff", content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )
    writer = csv.writer(response)
    writer.writerow([*COLUMNS, "name"])
    for term in unit.terms.select_related("user").order_by("starts_on", "pk"):
        user = term.user
        # The handle without its sign, which would make it a formula.
        shown = cell(user.display_name)
        writer.writerow([user.handle, term.role, term.starts_on, term.ends_on or "", shown])
    return response


def _kept_unit(request: HttpRequest, slug: str) -> Unit:
    """The unit whose roster this person keeps; 404 for none, 403 for others."""
    unit = get_unit(slug)
    if not can_keep_roster(request.user, unit):
        raise PermissionDenied(_("Only the unit's staff liaison keeps its roster."))
    return unit


def _said(done: Counter[str]) -> str:
    if not done:
        return _("This file was applied already; nothing was done twice.")
    return _("The roster is saved: %(add)d added, %(change)d changed, %(end)d ended.") % {
        name: done[name] for name in ("add", "change", "end")
    }
