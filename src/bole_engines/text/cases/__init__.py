"""Red lists: wordings that a rule must find, as data anyone can extend."""
