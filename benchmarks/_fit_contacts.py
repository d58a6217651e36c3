"""Fit the likelihood of contacts and write it: `resources/contacts/likelihood.npz`.

    .venv/bin/python -m benchmarks._fit_contacts [-o FILE] [--copies 6] [--members 5] [--truths F]
                                                 [--no-captures] [--cache FOLDER]

Truths are made once (`--truths` keeps them in a file and takes them from there) and spoiled
`--copies` times each; to them come captures of rendered clips (`takes/captured_fits`). Each of the
`--members` networks is fitted on all but its own part of the truths and clips, so that for every
one there is a network that has not seen it: what weighs slides and what says how sure a contact is
are fitted on what those networks say. The sources that are held out are not read. An hour on one
core, and as long again for the clips where they are not rendered yet.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.made_takes import ROOT, MadeTake, unpacked
from benchmarks.takes.captured_fits import COPIES, CapturedFit, captured_fits, fit_sample
from benchmarks.takes.habits import PAIRS, habits_of
from benchmarks.takes.network_fit import Layers, fitted_network
from benchmarks.takes.slide_fit import slide_weights
from benchmarks.takes.training_takes import Sample, evidence_and_states, sample_of, training_truths
from core.contacts.history import mean_odds
from core.contacts.likelihood import (
    ORDER,
    WEIGHTS,
    Likelihood,
    log_probabilities,
    read_likelihood,
)
from core.contacts.slide_choice import slide_odds, with_chosen_slides

HIDDEN = (96, 48)
#: Part of a take's samples that is kept: neighbours say the same.
KEEP = 0.3
#: Evidence further out than this (spreads) is heard as this, as in `likelihood`.
MOST = 8.0
#: Every so many copies of a truth say what contacts are worth.
JUDGED = 3

Fold = int
#: Samples by how they are made anew, and the member that does not see them.
Source = tuple[Callable[[], tuple[Sample, np.ndarray | None]], Fold]


def truths_from(path: Path | None) -> list[MadeTake]:
    if path is not None and path.is_file():
        with path.open("rb") as file:
            return pickle.load(file)
    truths = list(training_truths(unpacked(), np.random.default_rng(3)))
    if path is not None:
        with path.open("wb") as file:
            pickle.dump(truths, file)
    return truths


def sources_of(truths: list[MadeTake], fits: list[CapturedFit], copies: int, members: int
) -> list[Source]:  # fmt: skip
    """Every copy of every truth and capture, with which of their samples say something."""
    folds = np.random.default_rng(5).permutation(len(truths)) % members

    def spoiled(number: int, copy: int) -> tuple[Sample, None]:
        return sample_of(truths[number], np.random.default_rng([21, number, copy])), None

    def filmed(number: int, copy: int) -> tuple[Sample, np.ndarray]:
        return fit_sample(fits[number], copy, np.random.default_rng([22, number, copy]))

    takes = [(partial(spoiled, n, c), int(folds[n]))
             for n in range(len(truths)) for c in range(copies)]  # fmt: skip
    clips = [(partial(filmed, n, c), n % members) for n in range(len(fits)) for c in range(COPIES)]
    return [*takes, *clips]


def members_of(
    sources: list[Source], count: int
) -> tuple[np.ndarray, np.ndarray, list[Layers], np.ndarray]:
    """Middle and spread of the evidence, the networks, and how often each state was."""
    rows: list[np.ndarray] = []
    states: list[np.ndarray] = []
    origin: list[np.ndarray] = []
    for number, (make, fold) in enumerate(sources):
        sample, says = make()
        random = np.random.default_rng([23, number])
        some, true = evidence_and_states(sample, random, KEEP, says)
        rows.append(some)
        states.append(true)
        origin.append(np.full(len(true), fold))
        print(f"\rspoiled {number + 1} of {len(sources)}", end="", file=sys.stderr)
    values, known, whose = (np.concatenate(parts) for parts in (rows, states, origin))
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-3
    values = np.clip((values - middle) / spread, -MOST, MOST)
    members = []
    for member in range(count):
        chosen = np.flatnonzero(whose != member)
        members.append(fitted_network(values[chosen], known[chosen], HIDDEN, seed=member))
        print(f"\nfitted {member + 1} of {count}", file=sys.stderr)
    return middle, spread, members, np.bincount(known, minlength=len(ORDER)) / len(known)


def unseen(sources: list[Source], likelihood: Likelihood) -> Iterator[tuple[Sample, Likelihood]]:
    """Every sample with the one member of the likelihood that was not fitted on it."""
    for make, fold in sources:
        yield make()[0], replace(likelihood, members=likelihood.members[fold : fold + 1])


def trust_of(samples: Iterable[tuple[Sample, Likelihood]]) -> np.ndarray:
    """(4, 2) offset and slope of the log odds that a contact is what it is said to be."""
    odds: dict[int, list[float]] = {}
    right: dict[int, list[bool]] = {}
    for sample, likelihood in samples:
        grid = sample.grid
        logs = log_probabilities(grid, likelihood)
        chosen = with_chosen_slides(grid, logs, likelihood)
        for name, history in chosen.histories.items():
            place = grid.names.index(name)
            cuts = [0, *(np.flatnonzero(np.diff(history)) + 1), len(history)]
            for first, stop in pairwise(cuts):
                state = int(history[first])
                said = (
                    slide_odds(chosen.take, name, first, stop, likelihood)
                    if ORDER[state] == "slide"
                    else mean_odds(logs[place, first:stop, state])
                )
                odds.setdefault(state, []).append(said)
                same = np.mean(sample.states[place, first:stop] == state) > 0.5
                right.setdefault(state, []).append(bool(same))
    trust = np.tile([0.0, 1.0], (len(ORDER), 1))
    for state in (k for k in odds if ORDER[k] != "air"):
        said, sign = np.array(odds[state]), 2.0 * np.array(right[state]) - 1.0

        def cost(line: np.ndarray, said=said, sign=sign) -> float:
            loss = np.mean(np.logaddexp(0.0, -sign * (line[0] + line[1] * said)))
            return float(loss + 1e-3 * (line[1] - 1.0) ** 2)

        trust[state] = minimize(cost, [0.0, 1.0]).x
    return trust


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    parser.add_argument("--copies", type=int, default=6)
    parser.add_argument("--members", type=int, default=5)
    parser.add_argument("--truths", type=Path)
    parser.add_argument("--no-captures", action="store_true", help="fit without rendered clips")
    parser.add_argument("--cache", type=Path, default=ROOT / "out" / "fit_clips")
    arguments = parser.parse_args()
    truths = truths_from(arguments.truths)
    print(f"{len(truths)} truths, {sum(one.truth.seconds for one in truths):.0f} s")
    fits = [] if arguments.no_captures else list(captured_fits(unpacked(), arguments.cache))
    sources = sources_of(truths, fits, arguments.copies, arguments.members)
    middle, spread, members, prior = members_of(sources, arguments.members)
    habits = habits_of(
        (float(one.truth.times[0]), float(one.truth.times[-1]), one.contacts) for one in truths
    )
    numbers: dict[str, np.ndarray] = {
        "middle": middle.astype(np.float32),
        "spread": spread.astype(np.float32),
        "prior": prior,
        "pairs": np.array(PAIRS),
        "succession": habits.succession,
        "lasting": habits.lasting.astype(np.float32),
        "outlasting": habits.outlasting.astype(np.float32),
        "beginning": habits.beginning,
        "trust": np.tile([0.0, 1.0], (len(ORDER), 1)),
    }
    for member, layers in enumerate(members):
        for place, (weights, biases) in enumerate(layers):
            numbers[f"weights{member}_{place}"] = weights
            numbers[f"biases{member}_{place}"] = biases
    # what weighs slides is fitted on what these networks say: until then the shipped one stands in
    with np.load(WEIGHTS, allow_pickle=False) as shipped:
        numbers |= {name: shipped[name] for name in shipped.files if name.startswith("slide_")}
    np.savez_compressed(arguments.output, **numbers)  # type: ignore[arg-type]
    numbers |= slide_weights(unseen(sources[::2], read_likelihood(arguments.output)))
    np.savez_compressed(arguments.output, **numbers)  # type: ignore[arg-type]
    numbers["trust"] = trust_of(unseen(sources[::JUDGED], read_likelihood(arguments.output)))
    numbers["slide_trust"] = numbers["trust"][ORDER.index("slide")]
    np.savez_compressed(arguments.output, **numbers)  # type: ignore[arg-type]
    print(f"wrote {arguments.output}; python -m benchmarks.contacts says how good it is")
    return 0


if __name__ == "__main__":
    sys.exit(main())
