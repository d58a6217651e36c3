"""Fit the likelihood of contacts and write it: `resources/contacts/likelihood.npz`.

    .venv/bin/python -m benchmarks._fit_contacts [-o FILE] [--copies 6] [--members 3] [--truths F]

Truths are made once (`--truths` keeps them in a file and takes them from there), spoiled `--copies`
times each, and `--members` networks are fitted, each on four fifths of the truths. The sources that
are held out are not read. Half an hour on one core.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.made_takes import MadeTake, unpacked
from benchmarks.takes.corrupted import Corruption, corrupted
from benchmarks.takes.habits import PAIRS, habits_of
from benchmarks.takes.network_fit import Layers, fitted_network
from benchmarks.takes.slide_fit import slide_weights
from benchmarks.takes.training_takes import (
    evidence_and_states,
    grid_of,
    sample_of,
    training_truths,
)
from core.contacts.history import mean_odds, pair_histories
from core.contacts.intervals import states_of
from core.contacts.likelihood import (
    ORDER,
    WEIGHTS,
    log_probabilities,
    read_likelihood,
)

HIDDEN = (80, 40)
#: Part of a take's samples that is kept: neighbours say the same.
KEEP = 0.3
#: What contacts are said to be worth is fitted on these.
JUDGED = (
    Corruption(drift=0.2, body=1.0),
    Corruption(drift=0.05, body=0.3, white=0.1),
    Corruption(drift=0.15, body=0.7, detector=1.5, white=0.5, root_white=0.004, offset=0.03),
)


def truths_from(path: Path | None) -> list[MadeTake]:
    if path is not None and path.is_file():
        with path.open("rb") as file:
            return pickle.load(file)
    truths = list(training_truths(unpacked(), np.random.default_rng(3)))
    if path is not None:
        with path.open("wb") as file:
            pickle.dump(truths, file)
    return truths


def members_of(
    truths: list[MadeTake], copies: int, count: int
) -> tuple[np.ndarray, np.ndarray, list[Layers], np.ndarray]:
    """Middle and spread of the evidence, the networks, and how often each state was."""
    rows: list[np.ndarray] = []
    states: list[np.ndarray] = []
    origin: list[np.ndarray] = []
    for number, truth in enumerate(truths):
        for copy in range(copies):
            random = np.random.default_rng([21, number, copy])
            some, true = evidence_and_states(sample_of(truth, random), random, KEEP)
            rows.append(some)
            states.append(true)
            origin.append(np.full(len(true), number))
        print(f"\rspoiled {number + 1} of {len(truths)}", end="", file=sys.stderr)
    values, known, whose = (np.concatenate(parts) for parts in (rows, states, origin))
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-3
    values = (values - middle) / spread
    members = []
    for member in range(count):
        random = np.random.default_rng(member)
        part = random.permutation(len(truths))[: int(0.8 * len(truths))]
        chosen = np.flatnonzero(np.isin(whose, part))
        members.append(fitted_network(values[chosen], known[chosen], HIDDEN, seed=member))
        print(f"\nfitted {member + 1} of {count}", file=sys.stderr)
    return middle, spread, members, np.bincount(known, minlength=len(ORDER)) / len(known)


def trust_of(truths: list[MadeTake], path: Path) -> np.ndarray:
    """(4, 2) offset and slope of the log odds that a contact is what it is said to be."""
    likelihood = read_likelihood(path)
    odds: dict[int, list[float]] = {}
    right: dict[int, list[bool]] = {}
    for number, truth in enumerate(truths):
        random = np.random.default_rng([91, number])
        worse = corrupted(truth.truth, JUDGED[number % len(JUDGED)], random)
        grid = grid_of(worse, truth.points)
        logs = log_probabilities(grid, likelihood)
        for name, history in pair_histories(grid.names, logs, likelihood).items():
            true = states_of(truth.contacts, name, grid.times)
            cuts = [0, *(np.flatnonzero(np.diff(history)) + 1), len(history)]
            for first, stop in pairwise(cuts):
                state = int(history[first])
                said = mean_odds(logs[grid.names.index(name), first:stop, state])
                odds.setdefault(state, []).append(said)
                same = np.mean(true[first:stop] == ORDER[state]) > 0.5
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
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--truths", type=Path)
    arguments = parser.parse_args()
    truths = truths_from(arguments.truths)
    print(f"{len(truths)} truths, {sum(one.truth.seconds for one in truths):.0f} s")
    middle, spread, members, prior = members_of(truths, arguments.copies, arguments.members)
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
    random = np.random.default_rng(31)
    samples = (sample_of(truth, random) for truth in truths for _ in range(arguments.copies))
    numbers |= slide_weights(samples, read_likelihood(arguments.output))
    np.savez_compressed(arguments.output, **numbers)  # type: ignore[arg-type]
    numbers["trust"] = trust_of(truths[::2], arguments.output)
    np.savez_compressed(arguments.output, **numbers)  # type: ignore[arg-type]
    print(f"wrote {arguments.output}; python -m benchmarks.contacts says how good it is")
    return 0


if __name__ == "__main__":
    sys.exit(main())
