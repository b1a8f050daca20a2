"""Writes of the log, and the walk that checks them."""
