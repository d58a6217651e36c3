"""Any contact file, however wrong: understood, or refused with one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import made_walk
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.contacts.contact import Contact
from core.contacts.contacts_json import read_contacts
from core.contacts.intervals import first_overlap
from core.errors import FootingError
from core.take.exchange.refine_contacts import with_contacts_file

CAPTURED = made_walk.walk(1.0)

odd = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.lists(st.floats(), max_size=4), st.dictionaries(st.text(max_size=3), st.integers()),
    st.sampled_from([-1.0, 0.0, 0.2, 0.5, 1.0, 1e8, -1e8, 1e300, 10**400]),
)  # fmt: skip
seconds = st.floats(-1.0, 2.0)


def often(good: st.SearchStrategy) -> st.SearchStrategy:
    """Mostly right, at times anything."""
    return st.one_of(good, good, good, good, good, odd)


points = st.sampled_from(["left_toe", "left_heel", "right_toe", "right_hand", "tail"])
contact = st.fixed_dictionaries(
    {
        "point": often(points),
        "state": often(st.sampled_from(["plant", "pivot", "slide", "air"])),
        "start": often(seconds),
        "end": often(seconds),
    },
    optional={
        "anchor": often(st.lists(st.floats(-2.0, 2.0), min_size=3, max_size=3)),
        "height": often(st.floats(-1.0, 1.0)),
        "probability": often(st.floats(0.0, 1.0)),
        "source": often(st.sampled_from(["user", "auto"])),
        "more": odd,
    },
)
given_point = st.fixed_dictionaries(
    {
        "joint": often(st.sampled_from(["LeftFoot", "RightHand", "Tail"])),
        "offset": often(st.lists(st.floats(-0.2, 0.2), min_size=3, max_size=3)),
    }
)
files = st.fixed_dictionaries(
    {"contacts": often(st.lists(contact, max_size=4))},
    optional={
        "ground": often(st.fixed_dictionaries({"height": often(st.floats(-1.0, 1.0))})),
        "points": often(st.dictionaries(points, given_point, max_size=2)),
    },
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files)
def test_a_contact_file_is_understood_or_refused_in_one_line(tmp_path: Path, value: dict) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps(value))
    try:
        file = read_contacts(path)
        _, decisions = with_contacts_file(CAPTURED, (), file, path.name)
    except FootingError as error:
        assert str(error) and "\n" not in str(error)
        return
    contacts = [one.fact for one in decisions if isinstance(one.fact, Contact)]
    assert first_overlap(contacts) is None
    assert all(np.isfinite([c.start, c.end]).all() and c.start <= c.end for c in contacts)
    assert {c.point for c in file.contacts} <= {c.point for c in contacts}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[]", "object"),
        ('{"contacts": {}}', "list"),
        ('{"contacts": [{"point": "left_toe", "state": "plant", "start": NaN, "end": 1}]}', "NaN"),
        ('{"contacts": [{"point": "left_toe", "state": "plant", "start": 5, "end": 6}]}',
         "outside the motion"),
        ('{"contacts": [{"point": "left_toe", "state": "stand", "start": 0, "end": 1}]}', "plant"),
        ('{"contacts": [{"point": "left_toe", "state": "plant", "start": 0, "end": 1}, '
         '{"point": "left_toe", "state": "air", "start": 0.5, "end": 1.5}]}', "overlap"),
        ('{"contacts": [{"point": "left_toe", "state": "plant", "start": 0, "end": 1, '
         '"anchor": [0, 0, 250]}]}', "anchor"),
        ('{"contacts": [{"point": "left_toe", "state": "plant", "start": 0, "end": 1, '
         '"height": 180}]}', "height"),
        ('{"contacts": [], "points": {"left_toe": {"joint": "Tail", "offset": [0, 0, 0]}}}',
         "Tail"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text)
    with pytest.raises(FootingError) as refused:
        with_contacts_file(CAPTURED, (), read_contacts(path), path.name)
    assert said in str(refused.value) and "\n" not in str(refused.value)
