import pytest

from forum.paths import MAX_LEVELS, MAX_NUMBER, SEGMENT, branch_end, child_path, segment


def test_segments_sort_as_numbers():
    numbers = [1, 9, 10, 35, 36, 37, 1295, 1296, 46_655, 46_656, MAX_NUMBER]
    assert sorted(numbers, key=segment) == numbers
    assert {len(segment(n)) for n in numbers} == {SEGMENT}


@pytest.mark.parametrize("number", [0, -1, MAX_NUMBER + 1])
def test_a_number_that_would_break_the_order_is_refused(number):
    with pytest.raises(ValueError, match="out of range"):
        segment(number)


def test_a_branch_is_one_range():
    top = child_path("", 2)
    inside = [child_path(top, 3), child_path(child_path(top, 3), 40_000)]
    outside = [child_path("", 1), child_path("", 3)]
    assert all(top < path < branch_end(top) for path in inside)
    assert not any(top < path < branch_end(top) for path in outside)


def test_paths_stop_growing_and_deeper_replies_sort_by_number():
    path = ""
    for number in range(1, MAX_LEVELS + 20):
        path = child_path(path, number)
    assert len(path) == (MAX_LEVELS + 1) * SEGMENT
    assert child_path(path, 900) > path
    assert child_path(path, 900)[:-SEGMENT] == path[:-SEGMENT]
