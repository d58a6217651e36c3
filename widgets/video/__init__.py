"""The parts of the video view."""
