"""Edits of the edit layer: each gesture of an animator is one edit, whose inverse undoes it.

Keys keep their ids while they are moved, so that what is selected stays so. Of one joint and
channel there is one key at a moment: what is stated last takes the place of what lay there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from core.motion.joint_names import shown_name
from core.take.decisions import Decision, LayerKey, Source
from core.take.editing.edits import Edit, edit_between
from core.take.editing.normal_form import Decisions
from core.take.layer.layer import layer_curve
from core.take.layer_key import (
    SAME_MOMENT,
    TANGENTS_OUT,
    LayerChannel,
    TangentOut,
    Three,
    fault_of_key,
)


def keys_of(
    decisions: Iterable[Decision], joint: str, channel: LayerChannel
) -> tuple[Decision, ...]:
    """The keys of one curve, in order of time."""
    found = [one for one in decisions if _key(one) and one.fact.curve == (joint, channel)]  # type: ignore[union-attr]
    return tuple(sorted(found, key=lambda one: one.fact.time))  # type: ignore[union-attr]


def put_layer_keys(
    decisions: Decisions,
    keys: Iterable[LayerKey],
    source: Source = "user",
    *,
    verb: str = "set",
    rate: float | None = None,
) -> Edit:
    """State keys. What lies at the same moment of the same curve gives way to them; an automatic
    key gives way to the user's.

    verb: for the name, such as "paste". rate: frames a second, for a name in frames.
    Raises: ValueError for a key that makes no sense.
    """
    return _restated(decisions, (), [Decision("", key, source) for key in keys], verb, rate)


def insert_layer_key(
    decisions: Decisions,
    joint: str,
    channel: LayerChannel,
    time: float,
    *,
    value: Three | None = None,
    rate: float | None = None,
) -> Edit:
    """A key where the curve passes at `time`, seconds; or of `value`, such as zero.

    Nothing where such a key lies there already. Raises: ValueError for a time that is not finite.
    """
    its = [one.fact for one in keys_of(decisions, joint, channel)]
    here = [key for key in its if isinstance(key, LayerKey) and _same(key.time, time)]
    if value is None:
        if here:
            return Edit("set key", (), ())
        x, y, z = layer_curve(its).at([time])[0].tolist() if its else (0.0, 0.0, 0.0)  # type: ignore[arg-type]
        return put_layer_keys(
            decisions, [LayerKey(joint, channel, time, (x, y, z))], verb="insert", rate=rate
        )
    key = replace(here[0], value=value) if here else LayerKey(joint, channel, time, value)
    return put_layer_keys(decisions, [key], verb="zero" if not any(value) else "set", rate=rate)


def paste_layer_keys(
    decisions: Decisions,
    keys: Iterable[LayerKey],
    time: float,
    joint: str | None = None,
    *,
    rate: float | None = None,
) -> Edit:
    """The keys again, the first of them at `time`; of one joint they go to `joint` where that is
    given. Raises: ValueError for what makes no sense."""
    keys = tuple(keys)
    first = min((key.time for key in keys), default=0.0)
    alone = len({key.joint for key in keys}) == 1
    placed = [
        replace(
            key,
            time=time + key.time - first,
            joint=joint if joint is not None and alone else key.joint,
        )
        for key in keys
    ]
    return put_layer_keys(decisions, placed, verb="paste", rate=rate)


def change_layer_keys(
    decisions: Decisions,
    changed: Mapping[str, LayerKey],
    *,
    verb: str = "move",
    rate: float | None = None,
) -> Edit:
    """Give keys, by their ids, other times, values or tangents: now they are the user's. What they
    come to lie on gives way. Nothing where all of them stay as they are.

    Raises: KeyError for an unknown id, ValueError for a key that makes no sense.
    """
    known = {one.id: one for one in decisions if _key(one)}
    old = [known[decision_id] for decision_id in changed]
    if all(one.fact == changed[one.id] for one in old):
        return Edit(f"{verb} key", (), ())
    new = [Decision(decision_id, key) for decision_id, key in changed.items()]
    return _restated(decisions, old, new, verb, rate)


def delete_layer_keys(
    decisions: Decisions, ids: Collection[str], *, rate: float | None = None
) -> Edit:
    """Take keys out. Raises: KeyError for an unknown id."""
    known = {one.id: one for one in decisions if _key(one)}
    old = [known[decision_id] for decision_id in ids]
    return _restated(decisions, old, (), "delete", rate)


def set_tangents(
    decisions: Decisions, ids: Collection[str], kind: TangentOut, *, rate: float | None = None
) -> Edit:
    """Give keys tangents of a kind on both sides; stepped is of the side that leaves.

    Raises: KeyError for an unknown id, ValueError for a kind that does not exist.
    """
    if kind not in TANGENTS_OUT or kind == "free":
        raise ValueError(f"There are no {kind!r} tangents to set.")
    changed = {}
    for one in (one for one in decisions if one.id in ids):
        key = one.fact
        assert isinstance(key, LayerKey)
        arriving = key.tangent_in if kind == "stepped" else kind
        changed[one.id] = replace(key, tangent_in=arriving, tangent_out=kind)
    missing = set(ids) - set(changed)
    if missing:
        raise KeyError(next(iter(missing)))
    return change_layer_keys(decisions, changed, verb=f"{kind} tangents of", rate=rate)


def _restated(
    decisions: Decisions,
    old: Iterable[Decision],
    new: Iterable[Decision],
    verb: str,
    rate: float | None,
) -> Edit:
    old, new = tuple(old), tuple(new)
    for one in new:
        fault = fault_of_key(one.fact)  # type: ignore[arg-type]
        if fault:
            raise ValueError(f"{fault[0].upper()}{fault[1:]}.")
    stated = _one_at_a_moment(new)
    going = {one.id for one in old}
    rest = [one for one in decisions if one.id not in going]
    if stated and all(one.source == "auto" for one in stated):
        users = [one for one in rest if one.source == "user"]
        stated = [one for one in stated if not any(_same_place(one, other) for other in users)]
    rest = [one for one in rest if not any(_same_place(one, other) for other in stated)]
    keys = [one.fact for one in (stated or old)]
    time = min((key.time for key in keys if isinstance(key, LayerKey)), default=None)
    return edit_between(_name(verb, keys, rate), decisions, [*rest, *stated], time)


def _one_at_a_moment(decisions: Iterable[Decision]) -> list[Decision]:
    """Of keys that came to lie at one moment of a curve the last one."""
    kept: list[Decision] = []
    for one in decisions:
        kept = [other for other in kept if not _same_place(one, other)]
        kept.append(one)
    return kept


def _name(verb: str, keys: list, rate: float | None) -> str:
    """ "move 3 keys of LeftArm at 172" """
    if not keys:
        return f"{verb} keys"
    time = min(key.time for key in keys)
    joints = sorted({key.joint for key in keys})
    what = "key" if len(keys) == 1 else f"{len(keys)} keys"
    whose = shown_name(joints[0]) if len(joints) == 1 else f"{len(joints)} joints"
    where = f"{time:.2f} s" if rate is None else str(round(time * rate) + 1)
    return f"{verb} {what} of {whose} at {where}"


def _key(decision: Decision) -> bool:
    return isinstance(decision.fact, LayerKey)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_MOMENT


def _same_place(one: Decision, other: Decision) -> bool:
    a, b = one.fact, other.fact
    return (
        isinstance(a, LayerKey)
        and isinstance(b, LayerKey)
        and a.curve == b.curve
        and _same(a.time, b.time)
    )
