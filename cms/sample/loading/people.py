"""Members, units, and who sits where."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actions.rosters import add_term
from accounts.models import Unit, User
from cms.sample.loading.content import Clock, Entry, read
from forum.models import Topic

PASSWORD = "round-table-2026"  # noqa: S105
FLAGS = {
    "moderator@example.org": {"is_moderator": True},
    "keeper@example.org": {"is_staff": True, "is_superuser": True},
}
Members = dict[str, User]


def load_members(topics: dict[str, Topic], clock: Clock) -> Members:
    """Make the members that are missing, known by their address; by the handle of the files."""
    known = {user.email: user for user in User.objects.filter(email__endswith="@example.org")}
    members: Members = {}
    for person in read("people")["people"]:
        members[person["handle"]] = known.get(person["email"]) or make_member(person, topics, clock)
    return members


@transaction.atomic
def make_member(person: Entry, topics: dict[str, Topic], clock: Clock) -> User:
    """With a verified address; mail at once only for those whom a tester can sign in as."""
    account = person.get("account", False)
    user = User.objects.create_user(
        person["email"],
        free_handle(person["handle"]),
        PASSWORD if account else None,
        **{name: person[name] for name in ("display_name", "library", "role", "time_zone", "bio")},
        pronouns=person.get("pronouns", ""),
        **FLAGS.get(person["email"], {}),
        mail_notices=account,
        date_joined=clock.days_ago(person["joined_days_ago"]),
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.expertise.set([topics[slug] for slug in person.get("knows", ()) if slug in topics])
    return user


def free_handle(handle: str) -> str:
    """The handle, or one like it where somebody real came first."""
    return f"{handle}.sample" if User.objects.filter(handle=handle).exists() else handle


def accounts() -> list[Entry]:
    """Those whom a tester can sign in as."""
    return [person for person in read("people")["people"] if person.get("account")]


def load_units(members: Members, clock: Clock) -> dict[str, Unit]:
    """Make the missing units; the file has parents and predecessors first."""
    units = {unit.slug: unit for unit in Unit.objects.all()}
    for entry in read("units")["units"]:
        if entry["slug"] not in units:
            units[entry["slug"]] = make_unit(entry, units, members, clock)
    return units


@transaction.atomic
def make_unit(entry: Entry, units: dict[str, Unit], members: Members, clock: Clock) -> Unit:
    unit = Unit.objects.create(
        slug=entry["slug"],
        kind=entry["kind"],
        name=entry["name"],
        acronym=entry["acronym"],
        charge=entry["charge"].strip(),
        parent=units[entry["parent"]] if "parent" in entry else None,
        active_from=entry.get("active_from"),
        active_to=entry.get("active_to"),
    )
    unit.predecessors.set([units[slug] for slug in entry.get("predecessors", [])])
    for term in entry.get("roster", []):
        seat(unit, term, members, clock)
    return unit


def seat(unit: Unit, term: Entry, members: Members, clock: Clock) -> None:
    ends = term.get("ends")
    add_term(
        unit,
        user=members[term["handle"]],
        role=term["role"],
        starts_on=clock.day(term["starts"]),
        ends_on=None if ends is None else clock.day(ends),
    )
