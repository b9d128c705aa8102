import pytest
from django.db.models import Exists, OuterRef, Q

from accounts.models import RosterTerm, User
from accounts.prepared import MOST, Prepared, PreparedModels


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


def test_models_come_with_what_the_queryset_takes_along(insider, unit, django_assert_num_queries):
    ask = PreparedModels(
        lambda _shape, pk: (
            RosterTerm.objects.filter(user=pk)
            .select_related("unit", "user")
            .annotate(
                named=Exists(User.objects.filter(pk=OuterRef("user"), handle="insider")),
            )
        )
    )
    for _ in range(2):
        with django_assert_num_queries(1):
            (term,) = ask(insider.pk)
            assert (term.unit, term.user, term.named) == (unit, insider, True)
    assert ask(unit.pk + insider.pk + 1) == []


def test_shapes_without_end_take_no_memory_without_end(alice):
    ask = Prepared(lambda shape, pk: User.objects.filter(pk=pk).values_list("pk")[:shape])
    for shape in range(1, MOST + 10):
        assert ask(alice.pk, shape=shape) == [(alice.pk,)]
    assert len(ask.plans) <= MOST
