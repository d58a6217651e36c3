"""Fit the likelihood of contacts and write it: `resources/contacts/likelihood.npz`.

    .venv/bin/python -m benchmarks._fit_contacts [-o FILE] [--folder FOLDER] [--human FOLDER]

Exact truths are made once and spoiled `--copies` times each; to them come captures of rendered
clips (`takes/captured_fits`). Each of the `--members` networks is fitted on all but its own part
of the truths and clips, so that for every one there is a network that has not seen it: what weighs
slides and pivots and what says how sure a contact is are fitted on what those networks say. The
sources that are held out are not read.

Every stage is kept in `--folder`, and a run that was stopped goes on with what is there. Parts are
found again by what they were made of; after a change of the solver or of the capture, give another
folder. The same parts give the same bytes with OMP_NUM_THREADS=1. Half an hour on one core, and as
long again for the clips where they are not rendered yet.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.made_takes import ROOT, MadeTake, unpacked
from benchmarks.takes.captured_fits import CLIPS, CapturedFit, captured_fits
from benchmarks.takes.fit_sources import Rows, Source, rows_of, sources_of, unseen
from benchmarks.takes.habits import PAIRS, habits_of
from benchmarks.takes.kept_stages import KeptStages, digest_of_files
from benchmarks.takes.network_fit import Layers, fitted_network
from benchmarks.takes.slide_fit import stretch_weights, stretches_told
from benchmarks.takes.training_takes import training_recipes, training_truth
from benchmarks.takes.trust_fit import trust_of
from core.contacts.likelihood import ORDER, STRETCHES, WEIGHTS, read_likelihood

HIDDEN, EPOCHS = (96, 48), 6
#: Evidence further out than this (spreads) is heard as this, as in `likelihood`.
MOST = 8.0
#: Part of what a network sees that is of captures: they are what it will be asked of most.
CAPTURES = 0.25
#: Every so many sources say which slides and pivots are wanted, and what contacts are worth.
WEIGHED, JUDGED = 3, 7

Arrays = dict[str, np.ndarray]


def truths_of(human: Path, kept: KeptStages) -> list[MadeTake]:
    recipes = training_recipes(human, np.random.default_rng(3))
    made = [
        kept.part(f"truths/{one.name}", one, lambda one=one: training_truth(one, human))
        for one in recipes
    ]
    return [one for one in made if one is not None]


def fits_of(human: Path, kept: KeptStages) -> list[CapturedFit]:
    place = kept.folder / "clips"
    return [
        kept.part(f"captures/{clip.name}", clip, lambda clip=clip: next(
            captured_fits(human, place, (clip,))
        ))
        for clip in CLIPS
    ]  # fmt: skip


def members_of(
    rows: Rows, count: int, kept: KeptStages, about: object
) -> tuple[Arrays, list[Layers]]:
    """Middle and spread of the evidence and how often each state was; the networks."""
    middle, spread = rows.values.mean(axis=0), rows.values.std(axis=0) + 1e-3
    values = np.clip((rows.values - middle) / spread, -MOST, MOST)
    networks = []
    for member in range(count):
        chosen = np.flatnonzero(rows.folds != member)
        of_capture = rows.of_capture[chosen]
        weights = np.ones(len(chosen))
        if of_capture.any():
            weights[of_capture] = CAPTURES / of_capture.mean()
            weights[~of_capture] = (1.0 - CAPTURES) / (1.0 - of_capture.mean())

        def fitted(chosen=chosen, weights=weights, member=member) -> Layers:
            return fitted_network(
                values[chosen], rows.states[chosen], HIDDEN,
                seed=member, epochs=EPOCHS, weights=weights,
            )  # fmt: skip

        networks.append(kept.part(f"network{member}", (about, HIDDEN, EPOCHS, CAPTURES), fitted))
        say(f"fitted network {member + 1} of {count}")
    prior = np.bincount(rows.states, minlength=len(ORDER)) / len(rows.states)
    numbers = {
        "middle": middle.astype(np.float32), "spread": spread.astype(np.float32), "prior": prior,
    }  # fmt: skip
    for member, layers in enumerate(networks):
        for place, (weights, biases) in enumerate(layers):
            numbers[f"weights{member}_{place}"] = weights
            numbers[f"biases{member}_{place}"] = biases
    return numbers, networks


def habits(truths: list[MadeTake]) -> Arrays:
    """How states follow one another, as the file names it."""
    counted = habits_of(
        (float(one.truth.times[0]), float(one.truth.times[-1]), one.contacts) for one in truths
    )
    return {
        "pairs": np.array(PAIRS),
        "succession": counted.succession,
        "lasting": counted.lasting.astype(np.float32),
        "outlasting": counted.outlasting.astype(np.float32),
        "beginning": counted.beginning,
    }


def finished(numbers: Arrays, sources: list[Source], kept: KeptStages, about: object) -> Arrays:
    """The file's arrays with what weighs slides and pivots and how sure a contact is."""
    draft = kept.folder / "draft.npz"
    about = (about, digest_of_files((ROOT / "core" / "contacts").glob("*.py")))
    # until they are fitted nobody asks what stretches weigh or how sure contacts are
    numbers = numbers | {"trust": np.tile([0.0, 1.0], (len(ORDER), 1))}
    for state in STRETCHES:
        numbers[f"{state}_middle"], numbers[f"{state}_spread"] = np.zeros(1), np.ones(1)
        numbers[f"{state}_trust"] = np.array([0.0, 1.0])
    np.savez_compressed(draft, **numbers)  # type: ignore[arg-type]
    likelihood = read_likelihood(draft)
    found = kept.part(
        "stretches", (about, WEIGHED),
        lambda: stretches_told(unseen(sources[::WEIGHED], likelihood)),
    )  # fmt: skip
    for state, (values, true) in found.items():
        numbers |= stretch_weights(state, values, true)
        say(f"weighed {len(true)} stretches for {state}, {np.mean(true):.2f} of them are")
    np.savez_compressed(draft, **numbers)  # type: ignore[arg-type]
    likelihood = read_likelihood(draft)
    numbers["trust"] = kept.part(
        "trust", (about, WEIGHED, JUDGED), lambda: trust_of(unseen(sources[::JUDGED], likelihood))
    )
    for state in STRETCHES:
        numbers[f"{state}_trust"] = numbers["trust"][ORDER.index(state)]
    return numbers


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def tenths(what: str) -> Callable[[float], None]:
    """Says how far something is, ten times."""
    said = [0]

    def told(part: float) -> None:
        if int(10 * part) > said[0]:
            said[0] = int(10 * part)
            say(f"{what}: {10 * said[0]} %")

    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    parser.add_argument("--copies", type=int, default=8)
    parser.add_argument("--members", type=int, default=5)
    parser.add_argument("--no-captures", action="store_true", help="fit without rendered clips")
    parser.add_argument("--folder", type=Path, default=ROOT / "out" / "fit_contacts")
    parser.add_argument("--human", type=Path, help="the human motion, where it is unpacked already")
    arguments = parser.parse_args()
    kept = KeptStages(arguments.folder)
    human = arguments.human or unpacked()
    truths = truths_of(human, kept)
    say(f"{len(truths)} truths, {sum(one.truth.seconds for one in truths):.0f} s")
    fits = [] if arguments.no_captures else fits_of(human, kept)
    say(f"{len(fits)} captures")
    sources = sources_of(truths, fits, arguments.copies, arguments.members)
    takes = Path(__file__).parent / "takes"
    evidence = (ROOT / "core" / "contacts").glob("*evidence.py")
    code = digest_of_files([*takes.glob("*.py"), *evidence])
    about = (code, len(truths), len(fits), arguments.copies, arguments.members)
    rows = kept.part("rows", about, lambda: rows_of(sources, tenths("spoiled")))
    say(f"{len(rows.states)} moments, {np.mean(rows.of_capture):.2f} of captures")
    numbers, _ = members_of(rows, arguments.members, kept, about)
    del rows
    numbers = finished(numbers | habits(truths), sources, kept, about)
    np.savez_compressed(arguments.output, **numbers)  # type: ignore[arg-type]
    print(f"wrote {arguments.output}; python -m benchmarks.contacts says how good it is")
    return 0


if __name__ == "__main__":
    sys.exit(main())
