"""Every write of this module: one verb, one transaction, with its actor and its time."""
