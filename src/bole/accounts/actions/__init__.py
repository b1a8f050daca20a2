"""Writes of accounts, one file a subject."""
