import pytest
from django.db.models import Q

from accounts.models import User
from accounts.prepared import Prepared


def by_name(_shape, handle):
    return User.objects.filter(handle=handle).values_list("pk", "date_joined")


def test_rows_are_those_of_the_queryset_with_these_values(alice, bob):
    ask = Prepared(by_name)
    for user in (alice, bob, alice):
        assert ask(user.handle) == list(by_name(None, user.handle))


def test_the_queryset_is_built_once_for_each_shape(alice, bob):
    built = []

    def some(shape, *numbers):
        built.append(shape)
        return User.objects.filter(pk__in=numbers).values_list("handle")

    ask = Prepared(some)
    assert set(ask(alice.pk, bob.pk)) == {("alice",), ("bob",)}
    assert ask(bob.pk, bob.pk) == [("bob",)]
    assert ask(alice.pk) == [("alice",)]
    assert ask() == [], "no list, no rows"
    assert len(built) == 3


def test_rows_can_be_counted_where_they_are(alice, bob):
    ask = Prepared(
        lambda _shape, pk: User.objects.filter(~Q(pk=pk)).values_list("pk"), counted=True
    )
    assert ask(alice.pk) == [(User.objects.count() - 1,)]


def test_a_value_that_the_query_leaves_out_is_a_mistake(db):
    with pytest.raises(ValueError, match="leaves a value out"):
        Prepared(lambda _shape, _pk: User.objects.values_list("pk"))(1)
