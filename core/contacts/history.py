"""From probabilities to intervals: the likeliest history of each foot, cut at sub-frame times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.contacts.contact import Contact, State
from core.contacts.likelihood import ORDER, Likelihood
from core.contacts.segmentation import best_history

_AIR = ORDER.index("air")
#: So much of how rare a state is is taken back, in the order of ORDER: a slide or a pivot that is
#: missed costs more than a plant's short false one. Higher finds more of them and more false ones.
_RARITY = np.array([0.5, 0.6, 0.66, 0.5])
#: Seconds: two crossings as near are one moment.
_SHORTEST = 0.01
#: Samples around a cut in which the states' crossing is looked for.
_NEAR_CUT = 3
#: A contact is never said to be surer, or less sure, than this.
_SUREST, _UNSUREST = 0.995, 0.05


def pair_histories(
    names: Sequence[str],
    logs: np.ndarray,
    likelihood: Likelihood,
    willing: Mapping[State, float] | None = None,
) -> dict[str, np.ndarray]:
    """Per point the state (samples,) as places in ORDER; logs: (points, samples, 4).

    Heel and toe of a foot are decided together; a point without its partner alone. willing: how
    willingly states are heard, where otherwise than usual.
    """
    rarity = _RARITY.copy()
    for state, rare in (willing or {}).items():
        rarity[ORDER.index(state)] = rare
    seen = logs - rarity * np.log(likelihood.prior)
    histories: dict[str, np.ndarray] = {}
    for side in ("left", "right"):
        ends = [f"{side}_{part}" for part in ("heel", "toe")]
        there = [name for name in ends if name in names]
        if len(there) == 2:
            heel, toe = (seen[names.index(name)] for name in ends)
            evidence = heel[:, likelihood.pairs[:, 0]] + toe[:, likelihood.pairs[:, 1]]
        elif there:
            # the partner is unknown: whatever suits it best
            evidence = seen[names.index(there[0])][:, likelihood.pairs[:, ends.index(there[0])]]
        else:
            continue
        history = best_history(
            evidence,
            likelihood.succession,
            likelihood.lasting,
            likelihood.outlasting,
            likelihood.beginning,
        )
        for name in there:
            histories[name] = likelihood.pairs[history, ends.index(name)]
    return histories


def intervals_of(
    name: str,
    times: np.ndarray,
    states: np.ndarray,
    logs: np.ndarray,
    likelihood: Likelihood,
) -> list[tuple[Contact, float]]:
    """The contacts of one point and how sure they are.

    times, states: (samples,); logs: (samples, 4).
    """
    cuts = np.flatnonzero(np.diff(states)) + 1
    firsts = np.concatenate([[0], cuts])
    stops = np.concatenate([cuts, [len(states)]])
    ends = [
        float(times[0]),
        *(_crossing(times, logs, int(cut), states) for cut in cuts),
        float(times[-1]),
    ]
    ends = np.maximum.accumulate(ends)
    found = []
    for number, (first, stop) in enumerate(zip(firsts, stops, strict=True)):
        state = int(states[first])
        if state == _AIR or ends[number + 1] - ends[number] < _SHORTEST:
            continue
        contact = Contact(name, ORDER[state], float(ends[number]), float(ends[number + 1]))
        found.append((contact, _sureness(logs[first:stop, state], state, likelihood)))
    return found


def _crossing(times: np.ndarray, logs: np.ndarray, cut: int, states: np.ndarray) -> float:
    """The time near sample `cut` at which the states before and after it are equally probable."""
    before, after = states[cut - 1], states[cut]
    first, stop = max(cut - _NEAR_CUT, 0), min(cut + _NEAR_CUT, len(states))
    ahead = logs[first:stop, before] - logs[first:stop, after]
    crossings = np.flatnonzero((ahead[:-1] > 0.0) & (ahead[1:] <= 0.0))
    if not len(crossings):
        return float(0.5 * (times[cut - 1] + times[cut]))
    k = int(crossings[np.argmin(np.abs(crossings + first + 1 - cut))])
    share = ahead[k] / (ahead[k] - ahead[k + 1])
    return float(times[first + k] + share * (times[first + k + 1] - times[first + k]))


def mean_odds(logs: np.ndarray) -> float:
    """The mean log odds of log probabilities (samples,)."""
    chance = np.clip(np.exp(logs), 1e-4, 1.0 - 1e-4)
    return float(np.mean(np.log(chance / (1.0 - chance))))


def _sureness(logs: np.ndarray, state: int, likelihood: Likelihood) -> float:
    """How sure a contact is: the mean log odds of its samples, as often as they came true."""
    offset, slope = likelihood.trust[state]
    chance = 1.0 / (1.0 + np.exp(-(offset + slope * mean_odds(logs))))
    return float(np.clip(chance, _UNSUREST, _SUREST))
