"""What a seed varies of a rendered actor: body, clothes, camera, light, room, sensor, company.

Each part has a generator of its own, so that leaving one out changes no other. Seed 0 is the
sample clip's actor in its room, and varies nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from core.synth.body import Build
from core.synth.bystander import Crossing
from core.synth.camera_shots import View
from core.synth.look import Look, dressed, furnished, lit
from core.synth.occluders import OccluderPlan
from core.synth.proportions import Proportions
from core.synth.sensor import Sensor

#: The parts that can be varied, in the order of their generators: new ones go to the end.
VARIED = ("body", "clothes", "camera", "light", "room", "sensor", "occluders", "bystander")
_OFTEN_OCCLUDED, _OFTEN_CROSSED, _OFTEN_BLURRED = 0.3, 0.25, 0.4


@dataclass(frozen=True, slots=True)
class Variation:
    """One actor in one room before one camera; the defaults are the sample clip's."""

    seed: int = 0
    proportions: Proportions = field(default_factory=Proportions)
    build: Build = field(default_factory=Build)
    look: Look = field(default_factory=Look)
    view: View | None = None  # None: from +Z, the whole motion in view
    sensor: Sensor = field(default_factory=Sensor)
    occluders: tuple[OccluderPlan, ...] = field(default=())
    crossing: Crossing | None = None


def variation_of(seed: int, varied: Iterable[str] = VARIED) -> Variation:
    """What this seed is; the same for ever. `varied`: the parts of VARIED that it may change."""
    if seed == 0:
        return Variation()
    varied = set(varied)
    generators = {name: np.random.default_rng([seed, k]) for k, name in enumerate(VARIED)}
    look, build = Look(), Build()
    if "clothes" in varied:
        look = dressed(look, generators["clothes"])
    if "room" in varied:
        look = furnished(look, generators["room"])
    if "light" in varied:
        look = lit(look, generators["light"])
    proportions = Proportions()
    if "body" in varied:
        proportions, build = _body(generators["body"])
    return Variation(
        seed,
        proportions,
        build,
        look,
        _view(generators["camera"]) if "camera" in varied else None,
        _sensor(generators["sensor"]) if "sensor" in varied else Sensor(),
        _occluders(generators["occluders"]) if "occluders" in varied else (),
        _crossing(generators["bystander"]) if "bystander" in varied else None,
    )


def _body(generator: np.random.Generator) -> tuple[Proportions, Build]:
    """Spreads of grown people (Winter; Pheasant, Bodyspace): height 6 %, limbs' shares 3-4 %."""

    def about(spread: float) -> float:
        return float(np.clip(generator.normal(1.0, spread), 1.0 - 2 * spread, 1.0 + 2 * spread))

    proportions = Proportions(about(0.055), about(0.035), about(0.04), about(0.03), about(0.05))
    girth = float(np.clip(generator.normal(1.03, 0.10), 0.85, 1.3))
    sleeves = float(generator.choice([0.35, 0.72, 1.95], p=[0.15, 0.45, 0.40]))
    trousers = float(generator.choice([0.62, 1.0], p=[0.25, 0.75]))
    return proportions, Build(girth, sleeves, trousers)


def _view(generator: np.random.Generator) -> View:
    """Where people put cameras: on a shelf, in a hand, on a stand; phones and longer lenses."""
    phone = generator.uniform() < 0.65
    return View(
        yaw=float(generator.uniform(-np.pi, np.pi)),
        roll=float(np.radians(generator.normal(0.0, 1.5))),
        height=float(generator.choice([generator.uniform(0.25, 0.9), generator.uniform(0.9, 1.8),
                                       generator.uniform(1.8, 2.8)], p=[0.25, 0.6, 0.15])),
        focal=float(generator.uniform(0.55, 0.68) if phone else generator.uniform(0.68, 1.3)),
        back=float(generator.uniform(1.0, 1.35)),
        aside=float(generator.uniform(-0.12, 0.12)),
        raised=float(generator.uniform(-0.06, 0.10)),
    )  # fmt: skip


def _sensor(generator: np.random.Generator) -> Sensor:
    grain = float(generator.choice([0.0, generator.uniform(1.0, 4.0), generator.uniform(4.0, 9.0)],
                                   p=[0.25, 0.5, 0.25]))  # fmt: skip
    blurred = generator.uniform() < _OFTEN_BLURRED
    shutter = float(generator.uniform(0.25, 0.6)) if blurred else 0.0
    return Sensor(grain, shutter, float(generator.uniform(0.8, 1.25)),
                  float(generator.uniform(19.0, 30.0)))  # fmt: skip


def _occluders(generator: np.random.Generator) -> tuple[OccluderPlan, ...]:
    if generator.uniform() > _OFTEN_OCCLUDED:
        return ()
    plans = []
    for _ in range(int(generator.integers(1, 3))):
        post = generator.uniform() < 0.5
        colour = tuple(float(channel) for channel in generator.uniform(30.0, 210.0, 3))
        plans.append(
            OccluderPlan(
                across=float(generator.uniform(0.1, 0.9)),
                nearness=float(generator.uniform(0.5, 0.75)),
                width=float(generator.uniform(0.05, 0.14) if post else generator.uniform(0.4, 1.0)),
                hides=float(generator.uniform(2.2, 3.5) if post else generator.uniform(0.15, 0.6)),
                depth=float(generator.uniform(0.05, 0.3)),
                colour=(colour[0], colour[1], colour[2]),
            )
        )
    return tuple(plans)


def _crossing(generator: np.random.Generator) -> Crossing | None:
    if generator.uniform() > _OFTEN_CROSSED:
        return None
    return Crossing(
        moment=float(generator.uniform(0.3, 0.7)),
        gap=float(generator.uniform(0.9, 1.8)),
        behind=bool(generator.uniform() < 0.65),
        to_the_right=bool(generator.uniform() < 0.5),
        look=dressed(Look(), generator),
    )
