"""Honest stand-ins that ship with the product: whole interviews run offline on them, and they say what they are."""
