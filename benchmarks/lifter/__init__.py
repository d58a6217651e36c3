"""Training the lifter anew, and judging it: `python -m benchmarks.lifter`."""
