import uuid

from accounts.models import User
from accounts.prepared import Prepared, PreparedDelete
from accounts.statements import Insert, Statement, Update, inserted, together
from forum.models import Draft, ReadMark

DRAFTS = Prepared(
    lambda _shape, user, key: Draft.objects.filter(user=user, key=key).values_list("place", "key")
)


def test_each_statement_of_several_sees_what_the_one_before_it_did(alice, bob):
    rename, name = (
        Update(User, "display_name"),
        Statement("SELECT display_name FROM accounts_user WHERE id = %s", [alice.pk]),
    )
    alice.display_name = "Alice 50%; or less"
    before, none, after = together(name, rename(alice), name)
    assert none == []
    assert before != after == [("Alice 50%; or less",)]
    assert User.objects.get(pk=bob.pk).display_name == bob.display_name


def test_an_inserted_row_is_as_if_it_had_been_saved(alice, thread):
    insert = Insert(ReadMark)
    mark = ReadMark(user=alice, thread=thread, number=3, above=[[5, 7]])
    ReadMark.objects.all().delete()
    inserted(mark, together(insert(mark))[0])
    found = ReadMark.objects.get()
    assert found == mark
    assert (found.number, found.above, found.read_at) == (3, [[5, 7]], mark.read_at)
    mark.number = 4
    mark.save()
    assert ReadMark.objects.get().number == 4


def test_a_row_that_another_one_excludes_is_left_out_or_overwrites_it(alice, thread):
    ReadMark.objects.filter(user=alice).delete()
    keep = Insert(ReadMark, ignore=True)
    replace = Insert(ReadMark, unique=["user", "thread"], update=["number"])
    assert together(keep(ReadMark(user=alice, thread=thread, number=1)))[0]
    assert together(keep(ReadMark(user=alice, thread=thread, number=2))) == [[]]
    assert ReadMark.objects.get(user=alice).number == 1
    assert together(replace(ReadMark(user=alice, thread=thread, number=2)))[0]
    assert ReadMark.objects.get(user=alice).number == 2


def test_keys_find_rows_and_delete_them(alice, bob):
    drop = PreparedDelete(lambda _shape, user, key: Draft.objects.filter(user=user, key=key))
    key = uuid.uuid4()
    for user in (alice, bob):
        Draft.objects.create(user=user, key=key, place="reply:1", fields={})
    assert DRAFTS(alice.pk, key) == [("reply:1", key)]
    together(drop.bind(alice.pk, key))
    assert DRAFTS(alice.pk, key) == []
    assert DRAFTS(bob.pk, uuid.uuid4()) == []
    assert Draft.objects.get().user == bob
