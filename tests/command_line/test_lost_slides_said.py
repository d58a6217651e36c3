"""A slide that loses its way to a plant is said by every verb that refines a take."""

from __future__ import annotations

from pathlib import Path

import made_walk
import pytest

from app.command_line.door import run
from core.contacts.contact import Contact
from core.take.editing.edits import Edit
from core.take.on_disk.take_opening import create_take

SLIDE = Contact("left_heel", "slide", 0.7, 1.1)
PLANT = Contact("left_toe", "plant", 0.7, 1.1)
LOST = "left_heel slide 0.700-1.100 s misses by "


def made_take(path: Path, *contacts: Contact) -> Path:
    with create_take(path) as take:
        take.store_captured(made_walk.walk(2.0, 60.0))
        decided = tuple(made_walk.decided(contacts))
        take.append_edit(Edit("Decide", leaving=(), coming=decided))
    return path


@pytest.mark.parametrize("verb", ["export", "refine", "replay"])
def test_a_slide_that_a_plant_takes_is_said_once_and_one_alone_is_not(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, contacts, times in (("both", (SLIDE, PLANT), 1), ("alone", (SLIDE,), 0)):
        take = made_take(tmp_path / f"{name}.footing", *contacts)
        given = [take]
        if verb == "replay":
            journal = tmp_path / f"{name}.journal.json"
            assert run(["export", str(take), "-o", str(journal)]) == 0
            given = [journal, take]
        capsys.readouterr()
        output = tmp_path / f"{name}-{verb}.bvh"
        assert run([verb, *(str(one) for one in given), "-o", str(output)]) == 0
        assert capsys.readouterr().err.count(LOST) == times
