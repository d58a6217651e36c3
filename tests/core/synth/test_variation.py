"""A seed is one actor for ever; leaving a part out changes no other part."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from core.synth.camera_shots import View
from core.synth.look import Look
from core.synth.proportions import Proportions
from core.synth.sensor import Sensor
from core.synth.variation import VARIED, Variation, variation_of


def test_seed_0_is_the_sample_clips_actor() -> None:
    assert variation_of(0) == Variation()


def test_a_seed_is_always_the_same_and_another_is_another() -> None:
    assert variation_of(5) == variation_of(5)
    assert len({repr(variation_of(seed)) for seed in range(1, 30)}) == 29


@pytest.mark.parametrize("left_out", VARIED)
def test_leaving_a_part_out_leaves_the_others(left_out: str) -> None:
    of = {
        "body": ("proportions", "build"), "camera": ("view",), "sensor": ("sensor",),
        "occluders": ("occluders",), "bystander": ("crossing",),
    }  # fmt: skip
    touched = 0
    for seed in range(1, 20):
        whole = variation_of(seed)
        without = variation_of(seed, [part for part in VARIED if part != left_out])
        names = of.get(left_out, ("look",))
        kept = {name: getattr(whole, name) for name in names}
        assert replace(without, **kept) == whole
        touched += without != whole
    assert touched, "the part is varied by some of these seeds"


def test_clothes_light_and_room_share_a_look_and_no_field() -> None:
    changed = {
        part: {
            field.name
            for seed in range(1, 12)
            for field in fields(Look)
            if getattr(variation_of(seed, [part]).look, field.name) != getattr(Look(), field.name)
        }
        for part in ("clothes", "light", "room")
    }
    assert all(changed.values())
    assert not changed["clothes"] & changed["light"] and not changed["light"] & changed["room"]


def test_seeds_spread_over_what_people_film() -> None:
    seen = [variation_of(seed) for seed in range(1, 200)]
    views = [one.view for one in seen if isinstance(one.view, View)]
    assert len(views) == len(seen)
    assert min(v.focal for v in views) < 0.6 and max(v.focal for v in views) > 1.1
    assert min(v.height for v in views) < 0.5 and max(v.height for v in views) > 2.2
    assert 0.15 < sum(bool(one.occluders) for one in seen) / len(seen) < 0.45
    assert 0.1 < sum(one.crossing is not None for one in seen) / len(seen) < 0.4
    assert any(one.sensor == Sensor(0.0, 0.0, one.sensor.exposure, one.sensor.crf) for one in seen)
    assert all(one.proportions != Proportions() for one in seen)
