"""What came out of a poll: counts, shares, and a sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Ballot, Poll
from forum.models.polls import Choices
from forum.runoff import Outcome, instant_runoff


@dataclass(frozen=True, slots=True)
class Line:
    """One option: its votes, and their share of those who voted, in percent."""

    number: int
    text: str
    count: int
    share: int
    note: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    voters: int
    lines: list[Line]  # the most chosen first
    finding: str
    runoff: Outcome | None = None

    @property
    def rounds(self) -> list[tuple[str, list[int | None]]]:
        """Each option's votes by round, None after it left."""
        return (
            [
                (
                    line.text,
                    [counts.get(line.number) for counts, _out, _spent in self.runoff.rounds],
                )
                for line in self.lines
            ]
            if self.runoff
            else []
        )

    @property
    def spent(self) -> list[int]:
        return [past.spent for past in self.runoff.rounds] if self.runoff else []


def count(poll: Poll) -> Results:
    """One grouped query, whatever the number of ballots."""
    ballots = Ballot.objects.tally(poll)
    return ranked(poll, ballots) if poll.kind == Poll.Kind.RANKED else counted(poll, ballots)


def counted(poll: Poll, ballots: dict[Choices, int]) -> Results:
    voters = sum(ballots.values())
    counts = dict.fromkeys((number for number, _text in poll.numbered), 0)
    for choices, times in ballots.items():
        for number in choices:
            counts[number] += times
    most = max(counts.values())
    lines = [
        Line(number, text, counts[number], percent(counts[number], voters), leads=is_most)
        for number, text in poll.numbered
        for is_most in [bool(voters) and counts[number] == most]
    ]
    lines.sort(key=lambda line: -line.count)
    leaders = [line.text for line in lines if line.leads]
    if not voters:
        finding = _("No votes yet.") if not poll.is_closed else _("Nobody voted.")
    elif len(leaders) == 1:
        finding = _("Most chosen: %(option)s, by %(count)d of %(voters)d.") % {
            "option": leaders[0],
            "count": most,
            "voters": voters,
        }
    else:
        finding = _("%(n)d options are level, with %(count)d of %(voters)d each.") % {
            "n": len(leaders),
            "count": most,
            "voters": voters,
        }
    return Results(voters, lines, finding)


def ranked(poll: Poll, ballots: dict[Choices, int]) -> Results:
    """The lines in the order in which the run-off leaves them, the winner first."""
    voters = sum(ballots.values())
    outcome = instant_runoff(ballots, [number for number, _text in poll.numbered])
    texts = dict(poll.numbered)
    lines: list[Line] = []
    for place, (counts, leaving, _spent) in enumerate(outcome.rounds, start=1):
        is_last = place == len(outcome.rounds)
        for number in sorted(counts if is_last else leaving, key=lambda n: counts[n]):
            votes = counts[number]
            note = "" if is_last else _("out after round %d") % place
            leads = number in outcome.winners
            lines.append(
                Line(number, texts[number], votes, percent(votes, voters), note, leads=leads)
            )
    lines.reverse()
    return Results(voters, lines, ranked_finding(poll, outcome, texts), outcome)


def ranked_finding(poll: Poll, outcome: Outcome, texts: dict[int, str]) -> str:
    if not outcome.winners:
        return _("No votes yet.") if not poll.is_closed else _("Nobody voted.")
    rounds, last = len(outcome.rounds), outcome.rounds[-1].counts
    if len(outcome.winners) > 1:
        names = ", ".join(texts[number] for number in outcome.winners)
        return _("A tie after %(rounds)s: %(options)s.") % {
            "rounds": rounds_in_words(rounds),
            "options": names,
        }
    winner = outcome.winners[0]
    return _("%(option)s: %(count)d of the %(votes)d ballots that counted, after %(rounds)s.") % {
        "option": texts[winner],
        "count": last[winner],
        "votes": sum(last.values()),
        "rounds": rounds_in_words(rounds),
    }


def rounds_in_words(rounds: int) -> str:
    return ngettext("%d round", "%d rounds", rounds) % rounds


def percent(count: int, of: int) -> int:
    """Rounded half up, as people do it."""
    return (200 * count + of) // (2 * of) if of else 0
