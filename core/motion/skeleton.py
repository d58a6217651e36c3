"""A skeleton: joints, their parents, their rest offsets, and where the leaves end."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.motion.frozen import frozen_array


@dataclass(frozen=True, slots=True, eq=False)
class EndSite:
    """Where a leaf bone ends: a fixed offset in its joint's frame, without channels."""

    joint: int
    offset: np.ndarray  # (3,) metres

    def __post_init__(self) -> None:
        object.__setattr__(self, "offset", frozen_array(self.offset, (3,), name="end site offset"))


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """Joints in an order where every parent comes before its children; joint 0 is the root.

    Raises: ValueError where parents do not fit that order.
    """

    names: tuple[str, ...]
    parents: np.ndarray  # (joints,) int, -1 for the root
    offsets: np.ndarray  # (joints, 3) metres, from the parent, in the parent's frame
    end_sites: tuple[EndSite, ...] = field(default=())

    def __post_init__(self) -> None:
        count = len(self.names)
        parents = frozen_array(self.parents, (count,), name="parents", dtype=np.int64)
        if count == 0 or parents[0] != -1 or np.any(parents[1:] < 0):
            raise ValueError("A skeleton has one root, and it comes first.")
        if np.any(parents[1:] >= np.arange(1, count)):
            raise ValueError("Every parent comes before its children.")
        object.__setattr__(self, "parents", parents)
        object.__setattr__(self, "offsets", frozen_array(self.offsets, (count, 3), name="offsets"))

    @property
    def joint_count(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """The joint's index. Raises: KeyError where no joint has that name."""
        try:
            return self.names.index(name)
        except ValueError:
            raise KeyError(name) from None

    def children(self, joint: int) -> list[int]:
        return [int(child) for child in np.flatnonzero(self.parents == joint)]

    def chain_to_root(self, joint: int) -> list[int]:
        """The joint, its parent, ... and the root."""
        chain = [joint]
        while self.parents[chain[-1]] >= 0:
            chain.append(int(self.parents[chain[-1]]))
        return chain

    def end_sites_of(self, joint: int) -> list[EndSite]:
        return [site for site in self.end_sites if site.joint == joint]
