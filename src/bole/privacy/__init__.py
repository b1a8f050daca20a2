"""Consent, retention, export and erasure of personal data."""
