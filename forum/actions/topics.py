"""Renaming and merging topics: whatever is labelled, follows or links goes along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from forum.actions.indexing import relabel_topic
from forum.actions.refusals import Refused
from forum.models import Follow, FormerTopic, ReadFloor, Thread, Topic
from forum.models.following import LEVELS

MAX_SYNONYMS = 300


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of one kind change their topic, in words and as a number."""

    label: str
    count: int


def lock_topics(*topics: Topic) -> list[Topic]:
    """The topics as they are now, locked in one order; raises Refused when one is gone."""
    ids = [topic.pk for topic in topics]
    locked = {
        row.pk: row for row in Topic.objects.select_for_update().order_by("pk").filter(pk__in=ids)
    }
    if len(locked) < len(set(ids)):
        raise Refused(_("One of the topics is gone meanwhile: somebody merged it. Look again."))
    return [locked[pk] for pk in ids]


@transaction.atomic
def save_topic(topic: Topic) -> Topic:
    """Save an edited topic; an earlier name or address of it leads on.

    The caller has validated the fields. Pages that show the name are made anew.
    """
    (before,) = lock_topics(topic)
    topic.save()
    if before.slug != topic.slug:
        FormerTopic.objects.filter(slug=topic.slug, topic=topic).delete()
        FormerTopic.objects.create(
            topic=topic, name=before.name, slug=before.slug, ended_at=timezone.now()
        )
    if (before.name, before.slug) != (topic.name, topic.slug):
        _renew_threads(topic)
    return topic


def what_moves(source: Topic) -> list[Moved]:
    """What a merge of `source` would give another topic, kind by kind."""
    moved = [
        Moved(label, count)
        for label, through, column in _labels()
        if (count := through.objects.filter(**{column: source.pk}).count())
    ]
    follows = Moved(_("Followers"), Follow.objects.filter(topic=source).count())
    former = Moved(_("Earlier addresses"), source.former.count())
    return [*moved, *(each for each in (follows, former) if each.count)]


@transaction.atomic
def merge_topics(source: Topic, *, into: Topic) -> list[Moved]:
    """Give all of `source` to the topic `into` and end it; its address leads there.

    Says what moved. Of two levels of one follower the more talkative stays. Raises Refused. The
    caller has asked for permission.
    """
    if source.pk == into.pk:
        raise Refused(_("A topic can't be merged into itself. Choose another one."))
    source, into = lock_topics(source, into)
    moved = what_moves(source)
    _renew_threads(source)
    for _label, through, column in _labels():
        _relabel(through, column, source, into)
    relabel_topic(source.pk, into.pk)
    _move_follows(source, into)
    _move_floors(source, into)
    source.former.update(topic=into)
    _keep_words(source, into)
    source.delete()
    FormerTopic.objects.create(
        topic=into, name=source.name, slug=source.slug, ended_at=timezone.now()
    )
    return moved


def _labels() -> list[tuple[str, Any, str]]:
    """Each table that ties something to topics: what it ties, and its column of topics.

    Asked of the models, so that pages of rooms which the forum does not know go along.
    """
    found: list[tuple[str, Any, str]] = []
    relation: Any
    for relation in Topic._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.many_to_many:
            through = relation.through
            name = capfirst(relation.related_model._meta.verbose_name_plural)
            found.append((str(name), through, relation.field.m2m_reverse_field_name()))
    experts: Any = Topic._meta.get_field("experts")
    found.append(
        (_("Members who know about it"), experts.remote_field.through, experts.m2m_field_name())
    )
    return found


def _relabel(through: Any, column: str, source: Topic, into: Topic) -> None:
    """Two statements, however many rows; what has both labels keeps one."""
    other = next(
        field.name for field in through._meta.fields if field.is_relation and field.name != column
    )
    rows = through._default_manager.order_by()
    both = rows.filter(**{column: into.pk}).values(other)
    rows.filter(**{column: source.pk, f"{other}__in": both}).delete()
    rows.filter(**{column: source.pk}).update(**{column: into.pk})


def _move_follows(source: Topic, into: Topic) -> None:
    """A level at a time, so that the number of statements never grows."""
    theirs = Follow.objects.filter(topic=into)
    for place, level in enumerate(LEVELS):
        louder = Follow.objects.filter(topic=source, level__in=LEVELS[place + 1 :])
        theirs.filter(level=level, user__in=louder.values("user")).delete()
    Follow.objects.filter(topic=source, user__in=theirs.values("user")).delete()
    Follow.objects.filter(topic=source).update(topic=into)


def _move_floors(source: Topic, into: Topic) -> None:
    """Only what was marked as read on both stays so: nothing new is lost."""
    old = ReadFloor.objects.filter(topic=source)
    ReadFloor.objects.filter(topic=into).exclude(user__in=old.values("user")).delete()
    earlier = dict(old.values_list("user", "at"))
    floors = list(ReadFloor.objects.filter(topic=into))
    for floor in floors:
        floor.at = min(floor.at, earlier[floor.user_id])
    ReadFloor.objects.bulk_update(floors, ["at"], batch_size=500)
    old.delete()


def _keep_words(source: Topic, into: Topic) -> None:
    """The synonyms go along as far as there is room."""
    known = {name.casefold() for name in [into.name, *into.other_names]}
    words = [into.synonyms] if into.synonyms else []
    for word in (word.strip() for word in source.synonyms.split(",")):
        if word and word.casefold() not in known and len(", ".join([*words, word])) <= MAX_SYNONYMS:
            words.append(word)
    into.synonyms = ", ".join(words)
    into.save(update_fields=["synonyms"])


def _renew_threads(topic: Topic) -> None:
    """Count a change of each thread on the topic: what was kept of their pages is made anew."""
    threads = Thread.objects.filter(topics=topic).order_by("pk")
    list(threads.select_for_update(of=("self",)).values_list("pk", flat=True))
    changed = Thread.objects.filter(pk__in=threads.order_by().values("pk"))
    changed.update(seq=F("seq") + 1, changed_seq=F("seq") + 1)
