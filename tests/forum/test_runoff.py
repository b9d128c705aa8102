from forum.runoff import instant_runoff


def test_more_than_half_wins_in_the_first_round():
    outcome = instant_runoff({(1, 2): 3, (2,): 2}, [1, 2, 3])
    assert outcome.winners == (1,)
    assert len(outcome.rounds) == 1


def test_the_last_leaves_and_its_ballots_go_on():
    ballots = {(1,): 4, (2,): 3, (3, 2): 2}
    outcome = instant_runoff(ballots, [1, 2, 3])
    assert [past.counts for past in outcome.rounds] == [{1: 4, 2: 3, 3: 2}, {1: 4, 2: 5}]
    assert outcome.rounds[0].leaving == (3,)
    assert outcome.winners == (2,)


def test_ballots_without_a_choice_left_stop_counting():
    ballots = {(1,): 4, (2,): 3, (3,): 2}
    outcome = instant_runoff(ballots, [1, 2, 3])
    assert outcome.rounds[1].spent == 2
    assert outcome.winners == (1,), "four of the seven that still count"


def test_of_two_last_the_one_with_fewer_before_leaves():
    ballots = {(1,): 6, (2,): 4, (3,): 3, (4, 3): 1, (5, 2, 3): 0}
    outcome = instant_runoff(ballots, [1, 2, 3, 4])
    assert outcome.rounds[0].leaving == (4,)
    assert outcome.rounds[1].counts == {1: 6, 2: 4, 3: 4}
    assert outcome.rounds[1].leaving == (3,), "it had three to the other's four"


def test_always_equal_options_leave_together():
    outcome = instant_runoff({(1,): 3, (2,): 2, (3,): 2}, [1, 2, 3])
    assert outcome.rounds[0].leaving == (2, 3)
    assert outcome.winners == (1,)


def test_a_tie_has_several_winners():
    assert instant_runoff({(1,): 2, (2,): 2}, [1, 2]).winners == (1, 2)


def test_no_ballots_have_no_winner_and_end():
    outcome = instant_runoff({}, [1, 2])
    assert outcome.winners == ()
    assert len(outcome.rounds) == 1


def test_twenty_options_end_in_nineteen_rounds_at_most():
    ballots = {tuple(range(n, 21)): n for n in range(1, 21)}
    outcome = instant_runoff(ballots, range(1, 21))
    assert outcome.winners
    assert len(outcome.rounds) <= 19
