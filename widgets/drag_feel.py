"""What the hand feels alike wherever something is dragged."""

from __future__ import annotations

#: A press and a release this near to each other are a click (logical pixels at UI scale 1).
CLICK_PIXELS = 4.0
#: With Ctrl the pointer's way counts this much.
FINE = 0.1
