"""Natural persons, one row each, and the organisation they belong to."""
