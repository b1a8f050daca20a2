"""Reads of this module. They take ids and rows and know nothing of who asks; ``access`` decides that."""
