"""Fit the likelihood of contacts and write it: `benchmarks/takes/unseen_sources.npz`.

    .venv/bin/python -m benchmarks._fit_contacts [-o FILE] [--folder FOLDER] [--human FOLDER]

Exact truths are made once and spoiled `--copies` times each; to them come captures of rendered
clips (`takes/captured_fits`). For each source (`takes/unseen_sources`) there are networks that are
fitted on all the others, and so is what weighs its slides and pivots: `benchmarks.contacts` judges
each source by those that have not seen it. The mean of all has seen every source and could ship;
why it does not yet says `resources/contacts/card.md`.

Every stage is kept in `--folder`, and a run that was stopped goes on with what is there. Parts are
found again by what they were made of; after a change of the solver or of the capture, give another
folder. The same parts give the same bytes with OMP_NUM_THREADS=1. A quarter of an hour on one core,
and as long again for the clips where they are not rendered yet.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.made_takes import MadeTake, unpacked
from benchmarks.places import ROOT
from benchmarks.takes.captured_fits import CLIPS, CapturedFit, captured_fits
from benchmarks.takes.fit_sources import (
    EVERY_KIND,
    Rows,
    Source,
    captures_of,
    copies_of,
    rows_of,
    together,
    unseen,
)
from benchmarks.takes.habits import PAIRS, habits_of
from benchmarks.takes.kept_stages import KeptStages, digest_of_files
from benchmarks.takes.network_fit import Layers, fitted_network
from benchmarks.takes.slide_fit import stretch_weights, stretches_told
from benchmarks.takes.training_takes import exact_with_more, training_recipes, training_truth
from benchmarks.takes.trust_fit import trust_of
from benchmarks.takes.unseen_sources import FOLDS, SOURCES, place_of
from core.contacts.likelihood import ORDER, STRETCHES, read_likelihood

HIDDEN, EPOCHS, DECAY = (96, 48), 6, 0.4
#: Evidence further out than this (spreads) is heard as this, as in `likelihood`.
MOST = 8.0
#: Part of what a network sees that is of captures: they are what it will be asked of most.
CAPTURES = 0.25
#: How much oftener sources with many takes are heard: 0 all alike, 1 as many as there are.
ALIKE = 0.5
#: So many networks are fitted without each source.
ROUNDS = 2
#: So many copies of takes and of captures say which slides and pivots are wanted; every so many of
#: their samples what contacts are worth.
WEIGHED, WEIGHED_OF_CAPTURE, JUDGED = 4, 3, 11

#: How willingly slides and pivots are heard when stretches are looked for, one time after the
#: other, and the log odds that they need.
LEVELS = ((0.3, 0.2), (0.5, 0.4), (0.75, 0.6), (1.0, 0.8), (1.3, 1.0))
LEAST_ODDS = (-1.2, -1.6)
#: Contacts of how many spoils of a truth say how long states last.
COUNTED = 3

Arrays = dict[str, np.ndarray]


def truths_of(human: Path, kept: KeptStages) -> list[tuple[MadeTake, int]]:
    """Every exact take and the place of its source."""
    recipes = training_recipes(human, np.random.default_rng(3))
    made = [
        (kept.part(f"truths/{one.name}", one, lambda one=one: training_truth(one, human)), one.file)
        for one in recipes
    ]
    return [(one, known_place(file)) for one, file in made if one is not None]


def fits_of(human: Path, kept: KeptStages) -> list[tuple[CapturedFit, int]]:
    """Every rendered clip as it is captured and the place of its source."""
    place = kept.folder / "clips"
    return [
        (kept.part(f"captures/{clip.name}", clip, lambda clip=clip: next(
            captured_fits(human, place, (clip,))
        )), known_place(clip.source))
        for clip in CLIPS
    ]  # fmt: skip


def known_place(file: str) -> int:
    place = place_of(file)
    assert place is not None, file
    return place


def networks_of(rows: Rows, kept: KeptStages, about: object) -> Arrays:
    """Middle and spread of the evidence and how often each state was; per source a network."""
    middle, spread = rows.values.mean(axis=0), rows.values.std(axis=0) + 1e-3
    values = np.clip((rows.values - middle) / spread, -MOST, MOST).astype(np.float32)
    prior = np.bincount(rows.states, minlength=len(ORDER)) / len(rows.states)
    numbers = {
        "middle": middle.astype(np.float32), "spread": spread.astype(np.float32), "prior": prior,
    }  # fmt: skip
    for member in range(ROUNDS * len(SOURCES)):
        unseen_place = member % len(SOURCES)
        chosen = np.flatnonzero(rows.folds != unseen_place)

        def fitted(chosen=chosen, member=member) -> Layers:
            return fitted_network(
                values[chosen], rows.states[chosen], HIDDEN,
                seed=member, epochs=EPOCHS, decay=DECAY, weights=_weights(rows, chosen),
            )  # fmt: skip

        made_of = (about, HIDDEN, EPOCHS, DECAY, CAPTURES, ALIKE)
        layers = kept.part(f"network{member}", made_of, fitted)
        say(f"fitted network {member + 1}, which has not seen {SOURCES[unseen_place]}")
        for place, (weights, biases) in enumerate(layers):
            numbers[f"weights{member}_{place}"] = weights
            numbers[f"biases{member}_{place}"] = biases
    return numbers


def _weights(rows: Rows, chosen: np.ndarray) -> np.ndarray:
    """How often each of the chosen rows is drawn: sources with few takes more often."""
    folds, of_capture = rows.folds[chosen], rows.of_capture[chosen]
    counts = np.bincount(folds[~of_capture], minlength=len(SOURCES))
    weights = np.where(of_capture, 1.0, np.maximum(counts[folds], 1.0) ** (ALIKE - 1.0))
    for some, part in ((of_capture, CAPTURES), (~of_capture, 1.0 - CAPTURES)):
        if of_capture.any():
            weights[some] *= part / weights[some].sum()
    return weights


def habits(truths: list[MadeTake]) -> Arrays:
    """How states follow one another, as the file names it."""
    counted = habits_of(
        (float(motion.times[0]), float(motion.times[-1]), tuple(contacts))
        for number, one in enumerate(truths)
        for copy in range(COUNTED)
        for motion, _, contacts in [exact_with_more(one, np.random.default_rng([24, number, copy]))]
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
    numbers["levels"], numbers["least_odds"] = np.array(LEVELS), np.array(LEAST_ODDS)
    np.savez_compressed(draft, **numbers)  # type: ignore[arg-type]
    likelihood = read_likelihood(draft)
    found = kept.part("stretches", about, lambda: stretches_told(unseen(sources, likelihood)))
    for state, (values, true, folds) in found.items():
        numbers |= stretch_weights(state, values, true, folds)
        say(f"weighed {len(true)} stretches for {state}, {np.mean(true):.2f} of them are")
    np.savez_compressed(draft, **numbers)  # type: ignore[arg-type]
    likelihood = read_likelihood(draft)
    numbers["trust"] = kept.part(
        "trust", (about, JUDGED), lambda: trust_of(unseen(sources[::JUDGED], likelihood))
    )
    for state in STRETCHES:
        numbers[f"{state}_trust"] = numbers["trust"][ORDER.index(state)]
    return numbers


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def arguments_of(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command was asked; None reads its own line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=FOLDS)
    parser.add_argument("--copies", type=int, default=EVERY_KIND)
    parser.add_argument("--no-captures", action="store_true", help="fit without rendered clips")
    parser.add_argument("--folder", type=Path, default=ROOT / "out" / "fit_contacts")
    parser.add_argument("--human", type=Path, help="the human motion, where it is unpacked already")
    return parser.parse_args(given)


def main() -> int:
    arguments = arguments_of()
    kept = KeptStages(arguments.folder)
    human = arguments.human or unpacked()
    truths = truths_of(human, kept)
    say(f"{len(truths)} truths, {sum(one.truth.seconds for one, _ in truths):.0f} s")
    fits = [] if arguments.no_captures else fits_of(human, kept)
    say(f"{len(fits)} captures")
    takes = Path(__file__).parent / "takes"
    evidence = (ROOT / "core" / "contacts").glob("*evidence.py")
    about = (digest_of_files([*takes.glob("*.py"), *evidence]), len(truths), len(fits))
    parts = []
    for copy in range(arguments.copies):
        spoiled = copies_of(truths, copy)
        parts.append(kept.part(f"rows/copy{copy}", about, lambda s=spoiled: rows_of(s)))
        say(f"spoiled for the time {copy + 1} of {arguments.copies}")
    if fits:
        parts.append(kept.part("rows/captures", about, lambda: rows_of(captures_of(fits))))
    rows = together(parts)
    about = (about, arguments.copies)
    say(f"{len(rows.states)} moments, {np.mean(rows.of_capture):.2f} of captures")
    numbers = networks_of(rows, kept, about)
    del rows, parts
    sources = [one for copy in range(WEIGHED) for one in copies_of(truths, copy)]
    sources += captures_of(fits, WEIGHED_OF_CAPTURE)
    numbers = finished(numbers | habits([one for one, _ in truths]), sources, kept, about)
    np.savez_compressed(arguments.output, **numbers)  # type: ignore[arg-type]
    print(f"wrote {arguments.output}; python -m benchmarks.contacts says how good it is")
    return 0


if __name__ == "__main__":
    sys.exit(main())
