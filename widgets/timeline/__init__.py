"""The timeline: transport, ruler, contact lanes, overview."""
