"""Motion files as motions: units, axes and rates are found, told, and written back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_bvh import ARM, HEIGHT, body_motion, bvh_text

from core.errors import BadInput, WrongUsage
from core.files import bvh_from_motion, bvh_to_motion
from core.files.bvh import BvhFile, read_bvh, write_bvh
from core.files.layout import footing_layout
from core.files.motion_file import even_rate, metres_of_unit, read_motion, write_motion
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

HUNDREDTH_MM = 1e-5


def scaled(file: BvhFile, factor: float) -> BvhFile:
    """The same body in another unit: every length times factor."""
    names = [name for channels in file.channels for name in channels]
    lengths = np.array([name.endswith("position") for name in names])
    return replace(
        file,
        offsets=file.offsets * factor,
        end_sites=tuple(
            replace(site, offset=tuple(factor * x for x in site.offset)) for site in file.end_sites
        ),
        values=np.where(lengths, file.values * factor, file.values),
    )


@pytest.fixture
def metres_file(tmp_path: Path) -> Path:
    path = tmp_path / "metres.bvh"
    write_motion(path, body_motion())
    return path


def test_a_file_by_footing_comes_back(metres_file: Path) -> None:
    motion, file = body_motion(), read_motion(metres_file)
    assert (file.unit, file.unit_source, file.up, file.rate) == ("m", "guess", "y", 30.0)
    assert file.warnings == ()
    assert file.source == "metres.bvh"
    assert file.motion.skeleton.names == motion.skeleton.names
    assert file.height_m == pytest.approx(HEIGHT, rel=0.03)
    assert set(file.euler_orders) == {"ZXY"}
    np.testing.assert_allclose(
        world_positions(file.motion), world_positions(motion), atol=HUNDREDTH_MM
    )
    np.testing.assert_allclose(file.motion.times, motion.times, atol=1e-12)
    raw = read_bvh(metres_file)
    assert np.all(raw.offsets[0] == 0.0)
    assert [len(channels) for channels in raw.channels] == [6] + [3] * (len(raw.names) - 1)
    assert abs(float(raw.frame_time) - 1 / 30) < 1e-10
    assert len(raw.end_sites) == len(motion.skeleton.end_sites) == 5


@pytest.mark.parametrize(("unit", "metres"), [("cm", 0.01), ("in", 0.0254), ("mm", 0.001)])
def test_units_are_guessed_from_the_body_and_told(
    unit: str, metres: float, metres_file: Path, tmp_path: Path
) -> None:
    write_bvh(tmp_path / "other.bvh", scaled(read_bvh(metres_file), 1.0 / metres))
    file = read_motion(tmp_path / "other.bvh")
    assert (file.unit, file.unit_source) == (unit, "guess")
    assert file.layout.metres_per_unit == metres
    expected = world_positions(read_motion(metres_file).motion)
    np.testing.assert_allclose(world_positions(file.motion), expected, atol=HUNDREDTH_MM)
    write_motion(tmp_path / "back.bvh", file.motion, file.layout)
    np.testing.assert_allclose(
        read_bvh(tmp_path / "back.bvh").offsets,
        read_bvh(tmp_path / "other.bvh").offsets,
        atol=1e-6,
    )


def test_a_given_unit_is_taken(metres_file: Path) -> None:
    file = read_motion(metres_file, unit="cm")
    assert (file.unit, file.unit_source) == ("cm", "given")
    assert file.height_m == pytest.approx(HEIGHT / 100, rel=0.03)
    other = read_motion(metres_file, unit="0.0564")
    assert (other.unit, other.unit_source) == ("0.0564", "given")


def test_a_size_that_fits_no_unit_is_said(metres_file: Path, tmp_path: Path) -> None:
    write_bvh(tmp_path / "odd.bvh", scaled(read_bvh(metres_file), 10.0))
    file = read_motion(tmp_path / "odd.bvh")
    assert file.unit == "cm"
    assert any("--unit" in warning for warning in file.warnings)
    assert not read_motion(tmp_path / "odd.bvh", unit=0.1).warnings


@pytest.mark.parametrize("unit", ["feet", "-1", "0", "nan", "inf", ""])
def test_unknown_units_are_wrong_usage(unit: str) -> None:
    with pytest.raises(WrongUsage, match="--unit"):
        metres_of_unit(unit)


@pytest.mark.parametrize(
    ("time", "rate", "warned"),
    [("0.0333333", 30.0, False), ("0.016667", 60.0, False), ("0.0166", 1 / 0.0166, True)],
)
def test_rates_are_snapped_and_both_are_kept(
    time: str, rate: float, warned: bool, metres_file: Path, tmp_path: Path
) -> None:
    write_bvh(tmp_path / "timed.bvh", replace(read_bvh(metres_file), frame_time=time))
    file = read_motion(tmp_path / "timed.bvh")
    assert file.rate == rate
    assert file.rate_written == 1.0 / float(time)
    assert file.motion.times[-1] == pytest.approx(39 / rate)
    assert any("Hz" in warning for warning in file.warnings) == warned
    write_motion(tmp_path / "back.bvh", file.motion, file.layout)
    assert read_bvh(tmp_path / "back.bvh").frame_time == time
    for layout, asked in ((None, None), (file.layout, rate)):
        write_motion(tmp_path / "made.bvh", file.motion, layout, rate=asked)
        assert abs(float(read_bvh(tmp_path / "made.bvh").frame_time) - 1.0 / rate) < 1e-9
    write_motion(tmp_path / "one.bvh", file.motion.frames(3, 4), file.layout)
    assert read_bvh(tmp_path / "one.bvh").frame_time == time


@pytest.mark.parametrize("claim", ["41", "1000000000", "x"])
def test_lying_frame_counts_are_told(claim: str, metres_file: Path, tmp_path: Path) -> None:
    text = metres_file.read_text().replace("Frames: 40", f"Frames: {claim}")
    (tmp_path / "lying.bvh").write_text(text)
    file = read_motion(tmp_path / "lying.bvh")
    assert file.motion.frame_count == 40
    assert "40" in file.warnings[0]


def turned_to_z_up(file: BvhFile, *, by_root: bool) -> BvhFile:
    """The same body in a world with Z up: by turning every bone, or the root alone."""
    to_z = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    values = file.values.copy()
    values[:, :3] = values[:, :3] @ to_z.T
    if by_root:
        quarter = np.array([np.sqrt(0.5), np.sqrt(0.5), 0.0, 0.0])
        turns = rotations.from_euler(np.radians(values[:, 3:6]), "ZXY")
        turns = rotations.multiply(quarter, turns)
        values[:, 3:6] = np.degrees(rotations.euler_path(turns, "ZXY"))
        return replace(file, values=values)
    # a rotation about y becomes one about z, one about z one about -y
    channels = []
    column = 0
    for named in file.channels:
        renamed = []
        for name in named:
            if name.endswith("rotation"):
                if name[0] == "Z":
                    values[:, column] *= -1.0
                name = {"X": "X", "Y": "Z", "Z": "Y"}[name[0]] + "rotation"
            renamed.append(name)
            column += 1
        channels.append(tuple(renamed))
    return replace(
        file,
        offsets=file.offsets @ to_z.T,
        channels=tuple(channels),
        end_sites=tuple(
            replace(site, offset=tuple((to_z @ np.array(site.offset)).tolist()))
            for site in file.end_sites
        ),
        values=values,
    )


@pytest.mark.parametrize("by_root", [False, True])
def test_z_up_is_found_turned_told_and_written_back(
    by_root: bool, metres_file: Path, tmp_path: Path
) -> None:
    turned = turned_to_z_up(read_bvh(metres_file), by_root=by_root)
    write_bvh(tmp_path / "z.bvh", turned)
    file = read_motion(tmp_path / "z.bvh")
    assert file.up == "z"
    assert any("Z-up" in warning for warning in file.warnings)
    expected = world_positions(read_motion(metres_file).motion)
    np.testing.assert_allclose(world_positions(file.motion), expected, atol=HUNDREDTH_MM)
    write_motion(tmp_path / "back.bvh", file.motion, file.layout)
    back = read_bvh(tmp_path / "back.bvh")
    assert back.channels == turned.channels
    away = (back.values - turned.values + 180.0) % 360.0 - 180.0
    np.testing.assert_allclose(away, 0.0, atol=1e-5)


def test_a_body_that_lies_is_not_z_up(tmp_path: Path) -> None:
    motion = body_motion()
    quarter = np.array([np.sqrt(0.5), np.sqrt(0.5), 0.0, 0.0])
    turns = motion.local_rotations.copy()
    turns[:, 0] = rotations.multiply(quarter, turns[:, 0])
    root = np.tile([0.0, 0.15, 3.0], (motion.frame_count, 1))
    write_motion(tmp_path / "lying.bvh", motion.with_pose(turns, root))
    assert read_motion(tmp_path / "lying.bvh").up == "y"


def test_a_root_offset_that_must_be_added_is_told_and_taken(
    metres_file: Path, tmp_path: Path
) -> None:
    file = read_bvh(metres_file)
    offsets, values = file.offsets.copy(), file.values.copy()
    offsets[0] = [0.0, 0.92, 0.0]
    values[:, :3] -= offsets[0]
    write_bvh(tmp_path / "split.bvh", replace(file, offsets=offsets, values=values))
    replaced = read_motion(tmp_path / "split.bvh")
    assert any("--root-offset add" in warning for warning in replaced.warnings)
    assert world_positions(replaced.motion)[..., 1].min() < -0.8
    added = read_motion(tmp_path / "split.bvh", root_offset="add")
    assert added.warnings == ()
    expected = world_positions(read_motion(metres_file).motion)
    np.testing.assert_allclose(world_positions(added.motion), expected, atol=HUNDREDTH_MM)
    write_motion(tmp_path / "back.bvh", added.motion, added.layout)
    np.testing.assert_allclose(read_bvh(tmp_path / "back.bvh").values, values, atol=2e-6)
    wrongly = read_motion(metres_file, root_offset="add")
    assert wrongly.warnings == ()  # its OFFSET is zero: both ways are one


def test_adding_an_offset_that_is_in_the_channels_already_is_told(
    metres_file: Path, tmp_path: Path
) -> None:
    file = read_bvh(metres_file)
    offsets = file.offsets.copy()
    offsets[0] = [0.0, 0.92, 0.0]
    write_bvh(tmp_path / "both.bvh", replace(file, offsets=offsets))
    assert read_motion(tmp_path / "both.bvh").warnings == ()
    warnings = read_motion(tmp_path / "both.bvh", root_offset="add").warnings
    assert any("--root-offset replace" in warning for warning in warnings)


def test_long_and_short_files_are_converted_alike(
    metres_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = read_motion(metres_file)
    write_motion(tmp_path / "short.bvh", short.motion, short.layout)
    monkeypatch.setattr(bvh_to_motion, "LONG", 1)
    monkeypatch.setattr(bvh_from_motion, "LONG", 1)
    long = read_motion(metres_file)
    np.testing.assert_allclose(
        long.motion.local_rotations, short.motion.local_rotations, atol=1e-12
    )
    write_motion(tmp_path / "long.bvh", long.motion, long.layout)
    assert (tmp_path / "long.bvh").read_bytes() == (tmp_path / "short.bvh").read_bytes()


def test_uneven_times_must_be_resampled_first(tmp_path: Path) -> None:
    motion = body_motion(5)
    uneven = replace(motion, times=np.array([0.0, 0.03, 0.07, 0.1, 0.2]))
    with pytest.raises(ValueError, match="even"):
        write_motion(tmp_path / "made.bvh", uneven)
    assert even_rate(replace(motion, times=np.arange(5) / 59.94)) == 60000 / 1001
    assert even_rate(motion.frames(0, 1)) == 30.0
    with pytest.raises(ValueError, match="another rig"):
        layout = footing_layout(read_arm().skeleton, rate=30.0)
        write_motion(tmp_path / "made.bvh", motion, layout)
    assert not (tmp_path / "made.bvh").exists()


def read_arm() -> Motion:
    skeleton = Skeleton(("a", "b"), np.array([-1, 0]), np.zeros((2, 3)))
    return Motion(skeleton, np.tile(rotations.IDENTITY, (1, 2, 1)), np.zeros((1, 3)), np.zeros(1))


def test_a_single_frame_and_a_file_without_a_body(tmp_path: Path) -> None:
    write_motion(tmp_path / "one.bvh", body_motion(1))
    assert read_motion(tmp_path / "one.bvh").motion.frame_count == 1
    path = tmp_path / "arm.bvh"
    path.write_text(bvh_text(ARM, ["0 1 0 0 0 0 0 0 0"]))
    assert read_motion(path).up == "y"
    with pytest.raises(WrongUsage):
        read_motion(path, root_offset="perhaps")
    with pytest.raises(BadInput):
        read_motion(tmp_path / "none.bvh")


@pytest.mark.parametrize(
    ("time", "rate", "true_rate", "fuller"),
    [("0.03", 30.0, "33.3333", "0.0300"), (".008", 120.0, "125", "0.0080")],
)
def test_a_rate_that_few_digits_leave_open_is_said(
    time: str, rate: float, true_rate: str, fuller: str, metres_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "timed.bvh"
    write_bvh(path, replace(read_bvh(metres_file), frame_time=time))
    read = read_motion(path)
    assert read.rate == rate
    assert read.warnings == (
        f"A frame time of {time} s was read as {rate:g} Hz, which it is when rounded; where "
        f"{true_rate} Hz are meant, write it as {fuller} in the file.",
    )
    write_bvh(path, replace(read_bvh(metres_file), frame_time=fuller))
    assert f"{read_motion(path).rate:.6g}" == true_rate


@pytest.mark.parametrize("time", ["0.033", "0.017", "0.042", "0.0333", "0.04", "0.02", ".01"])
def test_digits_that_mean_one_rate_go_without_a_word(
    time: str, metres_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "timed.bvh"
    write_bvh(path, replace(read_bvh(metres_file), frame_time=time))
    assert read_motion(path).warnings == ()
