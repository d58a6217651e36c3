"""Of two that give the same answer whoever is quicker just now is asked."""

from __future__ import annotations

from core.capture.detect.quicker_of_two import QuickerOfTwo


class Clocked:
    """Takes so long on a made clock."""

    def __init__(self, clock: list[float], seconds: float) -> None:
        self.clock, self.seconds = clock, seconds
        self.asked, self.closed = 0, False

    def process(self, asked):
        self.asked += 1
        self.clock[0] += self.seconds
        return {"answer": asked["number"] + 1}

    def close(self) -> None:
        self.closed = True


def pair(first: float, second: float):
    clock = [0.0]
    both = Clocked(clock, first), Clocked(clock, second)
    return *both, QuickerOfTwo(*both, clock=lambda: clock[0])


def ask(of: QuickerOfTwo, times: int) -> None:
    for number in range(times):
        assert of.process({"number": number}) == {"answer": number + 1}


def test_the_slower_one_is_tried_only_now_and_then():
    for first, second in ((0.015, 0.022), (1.0, 0.022)):
        one, other, quicker = pair(first, second)
        ask(quicker, 1000)
        slow = one if first > second else other
        assert one.asked + other.asked == 1000
        assert 3 <= slow.asked <= 12


def test_when_the_machine_becomes_busy_the_other_takes_over():
    shared, alone, quicker = pair(0.015, 0.022)
    ask(quicker, 300)
    shared.seconds, alone.seconds = 1.0, 0.05
    before = shared.asked
    ask(quicker, 600)
    assert shared.asked - before <= 6, "it is noticed at once"
    late = shared.asked
    ask(quicker, 300)
    assert shared.asked - late <= 3
    shared.seconds = 0.015
    ask(quicker, 1200)
    freed = shared.asked
    ask(quicker, 100)
    assert shared.asked - freed >= 95


def test_both_are_closed():
    one, other, quicker = pair(1.0, 2.0)
    quicker.close()
    assert one.closed and other.closed
