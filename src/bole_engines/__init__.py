"""Pure engines: typed, deterministic, without Django, network or clock. Each result explains itself."""
