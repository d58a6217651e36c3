"""The laboratory: rendered actors whose truth is known, captured and measured in one table."""
