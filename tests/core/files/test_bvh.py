"""BVH files come back as they were, whatever their form, and wrong ones are refused with a line."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_bvh import ARM, bvh_text

from core.errors import BadInput
from core.files import bvh as bvh_module
from core.files.bvh import BvhFile, is_depth_first, read_bvh, write_bvh

ROW = "1 2 3 4 5 6 7 8 9"


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "made.bvh"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(tmp_path: Path, content: str | bytes) -> BvhFile:
    return read_bvh(written(tmp_path, content))


def assert_same(one: BvhFile, other: BvhFile) -> None:
    assert one.names == other.names
    assert one.parents == other.parents
    assert one.channels == other.channels
    assert one.end_sites == other.end_sites
    np.testing.assert_array_equal(one.offsets, other.offsets)
    np.testing.assert_array_equal(one.values, other.values)
    assert abs(float(one.frame_time) - float(other.frame_time)) <= 1e-8


def refused(tmp_path: Path, content: str | bytes, *words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, content)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    for word in words:
        assert word in message, message


def test_every_part_is_read(tmp_path: Path) -> None:
    file = read(tmp_path, bvh_text(ARM, [ROW, "9 8 7 6 5 4 3 2 1.25"]))
    assert file.names == ("Upper", "Lower")
    assert file.parents == (-1, 0)
    assert file.offsets.tolist() == [[0, 1.5, 0], [0.3, 0, 0]]
    assert file.channels[1] == ("Zrotation", "Xrotation", "Yrotation")
    assert [(site.joint, site.name, site.offset) for site in file.end_sites] == [
        (1, "Site", (0.25, 0, 0))
    ]
    assert file.values.tolist() == [[1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 8, 7, 6, 5, 4, 3, 2, 1.25]]
    assert file.frame_time == "0.0333333"
    assert (file.decimals, file.offset_decimals, file.claimed_frames) == (2, 2, 2)


def test_what_was_read_is_written_back(tmp_path: Path) -> None:
    rows = ["0.1 -0 1e-13 123456.789 -3.82968e-14 0.30000000000000004 7 8 9", ROW]
    file = read(tmp_path, bvh_text(ARM, rows, time="0.016667"))
    write_bvh(tmp_path / "again.bvh", file)
    assert_same(file, read_bvh(tmp_path / "again.bvh"))
    text = (tmp_path / "again.bvh").read_text()
    assert "Frame Time: 0.016667\n" in text
    assert "-0.000000" in text and "1e-13" in text and "0.30000000000000004" in text


def test_numbers_get_the_decimals_of_the_file_and_at_least_six(tmp_path: Path) -> None:
    for rows, shown in (([ROW], "1.000000 2.000000 "), (["1.12345678" + ROW[1:]], " 2.00000000 ")):
        write_bvh(tmp_path / "again.bvh", read(tmp_path, bvh_text(ARM, rows)))
        assert shown in (tmp_path / "again.bvh").read_text()


FORMS = {
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Mac line ends": lambda text: text.replace("\n", "\r"),
    "mixed line ends": lambda text: text.replace("{\n", "{\r\n").replace("}\n", "}\r"),
    "tabs": lambda text: text.replace("  ", "\t").replace(" ", "\t").replace("End\t", "End "),
    "byte order mark": lambda text: "\ufeff" + text,
    "no last line end": lambda text: text.rstrip("\n"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "spaces at the ends": lambda text: text.replace("\n", "  \n   "),
    "brace on the name's line": lambda text: text.replace("\n{", " {"),
    "one line for a joint": lambda text: text.replace("0\n  CHANNELS 6", "0 CHANNELS 6"),
    "lower case": lambda text: text.replace("CHANNELS", "channels").replace("rotation", "ROTATION"),
    "Frame time first": lambda text: text.replace(
        "Frames: 2\nFrame Time: 0.0333333\n", "Frame Time: 0.0333333\nFrames: 2\n"
    ),
    "tabs in the head": lambda text: text.replace("Frames: ", "Frames:\t").replace(
        "Time: ", "Time:\t"
    ),
    "a frame over two lines": lambda text: text.replace("4 5 6", "4 5\n6"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_in_another_form(form: str, tmp_path: Path) -> None:
    plain = bvh_text(ARM, [ROW, ROW])
    assert FORMS[form](plain) != plain
    assert_same(read(tmp_path, plain), read(tmp_path, FORMS[form](plain)))


@pytest.mark.parametrize("claim", ["1", "57", "1000000000", "-3", "many", ""])
def test_what_frames_claims_is_not_believed(claim: str, tmp_path: Path) -> None:
    assert read(tmp_path, bvh_text(ARM, [ROW, ROW], frames=claim)).frame_count == 2


def test_frames_may_be_missing(tmp_path: Path) -> None:
    text = bvh_text(ARM, [ROW, ROW]).replace("Frames: 2\n", "")
    file = read(tmp_path, text)
    assert file.frame_count == 2 and file.claimed_frames is None


@pytest.mark.parametrize("name", ["Left Foot", "Fuß", "左足", "a:b|c.001", "Joint", "foot#1"])
def test_names_are_the_rest_of_their_line(name: str, tmp_path: Path) -> None:
    file = read(tmp_path, bvh_text(ARM.replace("Lower", name), [ROW]))
    assert file.names[1] == name
    write_bvh(tmp_path / "again.bvh", file)
    assert read_bvh(tmp_path / "again.bvh").names == file.names


def test_names_in_an_old_encoding_come_back_in_it(tmp_path: Path) -> None:
    content = bvh_text(ARM.replace("Lower", "Fuß"), [ROW]).encode("latin-1")
    file = read(tmp_path, content)
    assert file.names[1] == "Fuß"
    write_bvh(tmp_path / "again.bvh", file)
    assert "Fuß".encode("latin-1") in (tmp_path / "again.bvh").read_bytes()


def test_joints_without_channels_and_many_end_sites(tmp_path: Path) -> None:
    site = "    End Site\n    {\n      OFFSET 0 0.1 0\n    }\n"
    odd = ARM.replace("CHANNELS 3 Zrotation Xrotation Yrotation", "CHANNELS 0").replace(
        "    End Site", f"{site}{site}    End Tip of the hand"
    )
    file = read(tmp_path, bvh_text(odd, ["1 2 3 4 5 6"]))
    assert file.channels[1] == ()
    assert [site.name for site in file.end_sites] == ["Site", "Site", "Tip of the hand"]
    write_bvh(tmp_path / "again.bvh", file)
    assert_same(file, read_bvh(tmp_path / "again.bvh"))


def test_a_root_joint_beside_the_first_child_keeps_its_place(tmp_path: Path) -> None:
    branching = (
        ARM[:-2] + "\n  JOINT Other\n  {\n    OFFSET 1 2 3\n    CHANNELS 1 Xrotation\n  }\n}"
    )
    file = read(tmp_path, bvh_text(branching, [ROW + " 10"]))
    assert file.parents == (-1, 0, 0)
    write_bvh(tmp_path / "again.bvh", file)
    assert_same(file, read_bvh(tmp_path / "again.bvh"))


DAMAGE = {
    "empty": (b"", "empty"),
    "blank": (b" \n\n", "empty"),
    "another format": (b"glTF\x02\x00\x00\x00", "not a BVH"),
    "binary": (bytes(range(256)) * 40, "not a BVH"),
    "utf-16": (bvh_text(ARM, [ROW]).encode("utf-16"), "UTF-16"),
    "binary after the word": (b"HIERARCHY\n" + bytes(range(256)) * 40, "line "),
    "rig only": (f"HIERARCHY\n{ARM}\n", "no MOTION"),
    "no frames": (bvh_text(ARM, []), "no frames"),
    "cut in the hierarchy": (bvh_text(ARM, [ROW])[:150], "cut short"),
    "cut in a row": (bvh_text(ARM, [ROW, "1 2 3"]), "line 20", "3 values", "9 channels"),
    "a row too long": (bvh_text(ARM, [ROW, ROW + " 10", ROW]), "line 20", "10 values"),
    "a row too short": (bvh_text(ARM, [ROW, "1 2 3 4 5 6 7 8", ROW]), "line 20", "8 values"),
    "halves of rows": (bvh_text(ARM, ["1 2 3 4", "5 6 7 8 9"]), "line 19", "4 values"),
    "not a number": (bvh_text(ARM, [ROW.replace("5", "five")]), "line 19", "value 5", "'five'"),
    "nan": (bvh_text(ARM, [ROW.replace("5", "nan")]), "line 19", "'nan'"),
    "infinite": (bvh_text(ARM, [ROW.replace("5", "-inf")]), "line 19"),
    "windows nan": (bvh_text(ARM, [ROW.replace("5", "-1.#IND")]), "line 19"),
    "beyond floats": (bvh_text(ARM, [ROW.replace("5", "1e999")]), "line 19"),
    "too large": (bvh_text(ARM, [ROW.replace("5", "1e12")]), "line 19", "too large"),
    "underscores": (bvh_text(ARM, [ROW.replace("5", "1_0")]), "line 19"),
    "nan offset": (bvh_text(ARM.replace("0.3", "nan"), [ROW]), "line 8", "OFFSET"),
    "two offsets": (bvh_text(ARM.replace("0.3 0 0", "0.3 0"), [ROW]), "line 8", "three"),
    "no offset": (bvh_text(ARM.replace("    OFFSET 0.3 0 0\n", ""), [ROW]), "'Lower'", "OFFSET"),
    "several roots": (bvh_text(f"{ARM}\n{ARM}", [ROW]), "several roots", "line 16"),
    "channel count": (bvh_text(ARM.replace("CHANNELS 3", "CHANNELS 4"), [ROW]), "declares 4"),
    "many channels": (bvh_text(ARM.replace("CHANNELS 3", "CHANNELS 9999999999"), [ROW]), "0 to 6"),
    "no channel count": (bvh_text(ARM.replace("CHANNELS 3", "CHANNELS"), [ROW]), "'Lower'"),
    "unknown channel": (bvh_text(ARM.replace("S 3 Zrot", "S 3 Wrot"), [ROW]), "'Wrotation'"),
    "channel twice": (bvh_text(ARM.replace("S 3 Zrot", "S 3 Xrot"), [ROW]), "twice"),
    "nothing moves": (
        bvh_text("ROOT a\n{\nOFFSET 0 0 0\nCHANNELS 0\n}", [""]),
        "no joint has CHANNELS",
    ),
    "no name": (bvh_text(ARM.replace(" Lower", ""), [ROW]), "no name"),
    "brace missing": (bvh_text(ARM.replace("Lower\n  {", "Lower\n"), [ROW]), "line "),
    "brace too many": (bvh_text(ARM + "\n}", [ROW]), "closing brace"),
    "no frame time": (bvh_text(ARM, [ROW]).replace("Frame Time: 0.0333333\n", ""), "Frame Time"),
    "frame time 0": (bvh_text(ARM, [ROW], time="0"), "Frame Time", "makes no sense"),
    "frame time nan": (bvh_text(ARM, [ROW], time="nan"), "Frame Time"),
    "negative frame time": (bvh_text(ARM, [ROW], time="-0.03"), "Frame Time"),
    "deep": ("HIERARCHY\nROOT a\n" + "{\nOFFSET 0 0 0\nJOINT b\n" * 100_000, "nested deeper"),
    "many joints": (
        "HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\n" + "JOINT b\n{\nOFFSET 0 0 0\n}\n" * 60_000,
        "more than 10000 joints",
    ),
    "nothing but line ends": ("HIERARCHY" + "\n" * 9_000_000, "no MOTION"),
    "line ends behind MOTION": (f"HIERARCHY\n{ARM}\nMOTION" + "\n" * 9_000_000, "no numbers"),
    "a long line": (bvh_text(ARM, ["1 " * 4_500_000]), "line 19", "8 MB"),
    "a long line between others": (
        bvh_text(ARM, [ROW, "1 " * 4_500_000, *[ROW] * 500_000]),
        "line 20",
        "8 MB",
    ),
    "a long line of nothing": (b"HIERARCHY\n" + b"\0" * 9_000_000, "line 2", "8 MB"),
    "a long name": (f"HIERARCHY\nROOT {'x' * 9_000_000}", "line 2", "8 MB"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_no_bvh_gives_one_clear_line(damage: str, tmp_path: Path) -> None:
    content, *words = DAMAGE[damage]
    refused(tmp_path, content, *words)


def test_names_in_messages_stay_short(tmp_path: Path) -> None:
    refused(tmp_path, bvh_text(ARM.replace("OFFSET 0.3 0 0", "x" * 100_000), [ROW]), "...")


def test_places_that_hold_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        read_bvh(tmp_path / "none.bvh")
    with pytest.raises(BadInput, match="not a file"):
        read_bvh(tmp_path)


def test_a_file_is_named_as_it_was_given(tmp_path: Path) -> None:
    for text in ("", bvh_text(ARM, ["a"])):
        path = written(tmp_path, text)
        with pytest.raises(BadInput, match=re.escape(str(path))):
            read_bvh(path)


def test_claimed_frames_cost_no_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = written(tmp_path, bvh_text(ARM, [ROW], frames="1000000000"))
    tracemalloc.start()
    read_bvh(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_line_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "made.bvh").open("wb") as file:
        file.write(b"HIERARCHY\n")
        file.truncate(900_000_000)  # a hole: it takes no place on the disk
    with pytest.raises(BadInput, match="8 MB"):
        read_bvh(tmp_path / "made.bvh")
    with (tmp_path / "made.bvh").open("r+b") as file:
        file.truncate(1_100_000_000)
    with pytest.raises(BadInput, match="1 GB"):
        read_bvh(tmp_path / "made.bvh")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = read(tmp_path, bvh_text(ARM, [ROW]))
    before = (tmp_path / "made.bvh").read_bytes()
    unwritable = BvhFile(
        names=("Fuß", "Lower"),
        parents=file.parents,
        offsets=file.offsets,
        channels=file.channels,
        end_sites=file.end_sites,
        values=file.values,
        frame_time=file.frame_time,
        encoding="ascii",
    )
    with pytest.raises(UnicodeEncodeError):
        write_bvh(tmp_path / "made.bvh", unwritable)
    assert (tmp_path / "made.bvh").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["made.bvh"]


def test_depth_first_is_told_apart() -> None:
    assert is_depth_first((-1, 0, 1, 1, 0))
    assert not is_depth_first((-1, 0, 0, 1))
    assert not is_depth_first((0, 0))
    assert not is_depth_first((-1, -1))
    assert not is_depth_first(())


numbers = st.one_of(
    st.floats(-1e9, 1e9),
    st.integers(-1000, 1000).map(float),
    st.integers(-(10**9), 10**9).map(lambda n: n / 1e6),
    st.sampled_from([0.0, -0.0, 1e-300, 5e-324, 0.1, 1e9, -1e9, 123456789.123456]),
)


@given(st.lists(st.lists(numbers, min_size=9, max_size=9), min_size=1, max_size=6), st.booleans())
@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_number_comes_back_bit_for_bit(
    tmp_path: Path, rows: list[list[float]], compiled: bool
) -> None:
    template = read(tmp_path, bvh_text(ARM, [ROW]))
    file = BvhFile(
        names=template.names,
        parents=template.parents,
        offsets=np.array(rows[0][:6]).reshape(2, 3),
        channels=template.channels,
        end_sites=template.end_sites,
        values=np.array(rows),
        frame_time="0.008333",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bvh_module, "_PLAIN_BYTES", 0 if compiled else 10**9)
        write_bvh(tmp_path / "again.bvh", file)
        again = read_bvh(tmp_path / "again.bvh")
    assert_same(file, again)
    np.testing.assert_array_equal(np.signbit(file.values), np.signbit(again.values))


@given(st.binary(max_size=60), st.integers(0, 600), st.integers(0, 40), st.booleans())
@settings(
    deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_damage_gives_a_file_or_one_line(
    tmp_path: Path, inserted: bytes, place: int, removed: int, compiled: bool
) -> None:
    whole = bvh_text(ARM, [ROW] * 12).encode()
    place = min(place, len(whole))
    content = whole[:place] + inserted + whole[place + removed :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bvh_module, "_PLAIN_BYTES", 0 if compiled else 10**9)
        try:
            file = read(tmp_path, content)
        except BadInput as error:
            assert "\n" not in str(error)
        else:
            assert np.all(np.isfinite(file.values)) and file.frame_count > 0


@pytest.mark.parametrize("blank", ["\x0b", "\x0c", " \t"])
def test_any_ascii_blank_may_stand_beside_motion(tmp_path: Path, blank: str) -> None:
    text = bvh_text(ARM, [ROW] * 2)
    plain = read(tmp_path, text.encode())
    spaced = read(tmp_path, text.replace("MOTION", f"{blank}MOTION{blank}").encode())
    assert_same(plain, spaced)


@pytest.mark.parametrize("word", ["\x1fMOTION", "\u00a0MOTION", "MOT\u0131ON", "MOTION\x85"])
def test_what_only_looks_like_motion_is_refused_in_one_line(tmp_path: Path, word: str) -> None:
    with pytest.raises(BadInput) as fault:
        read(tmp_path, bvh_text(ARM, [ROW] * 2).replace("MOTION", word).encode())
    assert "\n" not in str(fault.value)


words = st.sampled_from(
    ["HIERARCHY", "ROOT", "JOINT", "End Site", "{", "}", "OFFSET", "CHANNELS", "MOTION", "Frames:",
     "Frame Time:", "a", "0", "1", "-2.5", "3", "6", "Xrotation", "Yposition", "\n", "\n", "\r\n",
     "1e3", "nan", "OFFSET 0 0 0\n", "CHANNELS 1 Xrotation\n"]
)  # fmt: skip


@given(st.lists(words, max_size=60))
@settings(
    deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_words_gives_a_file_or_one_line(tmp_path: Path, parts: list[str]) -> None:
    try:
        read(tmp_path, "HIERARCHY " + " ".join(parts))
    except BadInput as error:
        assert "\n" not in str(error)
