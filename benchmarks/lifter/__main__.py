"""Train the lifter anew, or judge it.

    .venv/bin/python -m benchmarks.lifter render --count 120   # clips to learn errors from
    .venv/bin/python -m benchmarks.lifter train --steps 3000   # on out/lifter/clips; writes --to
    .venv/bin/python -m benchmarks.lifter judge [CLIP ...]     # degrees on the laboratory's clips

Motions of the laboratory are never trained on. `--clips` names further folders of rendered clips.
Rendering takes about half a minute a clip, training one thread. The motions are those of the
shared data (FOOTING_DATA).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from benchmarks.lab.capturing import detected
from benchmarks.lab.motion_data import human_motions
from benchmarks.lab.rendering import rendered
from benchmarks.lifter.judging import COLUMNS, angle_line, mean_angles
from benchmarks.lifter.seen_pairs import SeenPair, looked_at, seen_pairs
from benchmarks.lifter.training_clips import training_clips
from benchmarks.places import LABORATORY_CLIPS, ROOT, add_data
from core.capture.limbs.lifter import WEIGHTS, Lifter, read_lifters, written_lifters
from core.errors import FootingError

_AT_ONCE = 2000


def main() -> int:
    arguments = _arguments()
    try:
        return {"render": _render, "train": _train, "judge": _judge}[arguments.what](arguments)
    except FootingError as error:
        print(error, file=sys.stderr)
        return 2


def _render(arguments: argparse.Namespace) -> int:
    from benchmarks.lifter.made_views import motions_to_learn

    human = human_motions(arguments.data, LABORATORY_CLIPS)
    _, seconds = motions_to_learn(human)
    for clip in training_clips(human, arguments.count, seconds):
        try:
            detected(rendered(clip, human, arguments.cache))
            print(f"{clip.name}: {clip.source} from {clip.start} s", flush=True)
        except (FootingError, ValueError) as error:
            print(f"{clip.name} is left out: {error}", file=sys.stderr)
    return 0


def _train(arguments: argparse.Namespace) -> int:
    # deferred: torch, which only this needs
    from benchmarks.lifter.borrowed import errors_of
    from benchmarks.lifter.examples import joined_examples, made_examples, real_examples
    from benchmarks.lifter.made_views import motions_to_learn
    from benchmarks.lifter.training import trained

    random = np.random.default_rng(arguments.seed)
    motions, _ = motions_to_learn(human_motions(arguments.data, LABORATORY_CLIPS))
    folders = [clip for place in (arguments.cache, *arguments.clips) for clip in looked_at(place)]
    pairs = [pair for folder in folders for pair in seen_pairs(folder)]
    if not pairs:
        print("There are no clips to learn from; render some first.", file=sys.stderr)
        return 1
    errors = errors_of(pairs)
    real = real_examples(pairs, random)
    print(
        f"{len(motions)} motions, {len(folders)} clips, {len(errors.sure)} stretches of errors, "
        f"{len(real.numbers)} real ones",
        flush=True,
    )
    made = joined_examples(
        [
            made_examples(motions, errors, min(_AT_ONCE, arguments.count - start), random)
            for start in range(0, arguments.count, _AT_ONCE)
        ]
    )
    judges = _judges([])

    def tell(done: float, step: int, loss: float, lifter: Lifter) -> None:
        found = np.array([mean_angles(pair, (lifter,)) for pair in judges])
        before, after = np.nanmean(found, axis=(0, 2)) if judges else (np.nan, np.nan)
        print(f"{done:4.0%} {step} steps, loss {loss:.3f}, {before:.2f} > {after:.2f}", flush=True)

    lifter = trained(
        made, real, steps=arguments.steps, width=arguments.width, seed=arguments.seed, tell=tell
    )
    kept = read_lifters(arguments.beside) if arguments.beside else ()
    np.savez_compressed(arguments.to, **written_lifters((*kept, lifter)))  # type: ignore[arg-type]
    print(f"{arguments.to}: {arguments.to.stat().st_size} bytes")
    return 0


def _judge(arguments: argparse.Namespace) -> int:
    lifters = read_lifters(arguments.to)
    print(" " * 16 + "all".rjust(10) + "".join(part.rjust(15) for part in COLUMNS))
    found = []
    for pair in _judges(arguments.names):
        found.append(mean_angles(pair, lifters))
        print(angle_line(pair.name, *found[-1]), flush=True)
    if found:
        print(angle_line("mean", *np.nanmean(np.array(found), axis=0)))
    return 0 if found else 1


def _judges(names: list[str]) -> list[SeenPair]:
    """The laboratory's clips that were looked at already, one phase of each."""
    folders = looked_at(LABORATORY_CLIPS / "clips")
    return [seen_pairs(one)[0] for one in folders if not names or one.name in names]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.lifter", description=__doc__.split("\n")[0]
    )
    parser.add_argument("what", choices=("render", "train", "judge"))
    parser.add_argument("names", nargs="*", metavar="CLIP", help="of the laboratory, to judge; all")
    parser.add_argument("--count", type=int, default=0, help="clips to render, or made stretches")
    parser.add_argument("--steps", type=int, default=3000, help="of training, 64 stretches each")
    parser.add_argument("--width", type=int, default=160, help="of the network")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", type=Path, default=WEIGHTS, help="the file of weights")
    parser.add_argument("--beside", type=Path, help="a file whose networks are kept beside the new")
    parser.add_argument("--cache", type=Path, default=ROOT / "out" / "lifter" / "clips")
    parser.add_argument("--clips", type=Path, nargs="*", default=[], help="more rendered clips")
    add_data(parser)
    arguments = parser.parse_args()
    arguments.count = arguments.count or {"render": 120, "train": 80_000}.get(arguments.what, 0)
    return arguments


if __name__ == "__main__":
    sys.exit(main())
