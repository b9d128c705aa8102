from forum import ranges


def test_neighbours_join():
    assert ranges.merge([[3, 5]], [6, 2, 9]) == [[2, 6], [9, 9]]


def test_overlaps_join():
    assert ranges.merge([[1, 4], [8, 9]], range(3, 9)) == [[1, 9]]


def test_removing_cuts_from_a_number_on():
    assert ranges.remove_from([[1, 4], [8, 9]], 3) == [[1, 2]]


def test_contains_and_size():
    spans = [[2, 4], [7, 7]]
    assert [n for n in range(1, 9) if ranges.contains(spans, n)] == [2, 3, 4, 7]
    assert ranges.size(spans) == 4
