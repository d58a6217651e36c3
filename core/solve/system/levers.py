"""Metres per radian: angles stand beside distances in one system of rows."""

#: Of a foot's heading and of a knee's flexion: about half a foot and a shank.
HEADING_LEVER = 0.2
FLEXION_LEVER = 0.4
#: Of a joint's demanded turn: about a hand.
TURN_LEVER = 0.2
