"""Messages to people: what was to be said, to whom, over which channel, and what became of it."""
