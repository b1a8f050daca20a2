"""Recordings to samples, speech, delivery and quality. Pure: files and arrays in, values out; nothing is scored here."""
