"""Whole ways through the running product, in a real browser: nothing in them is mocked."""
