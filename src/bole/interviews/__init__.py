"""Invitations, the candidate's room, recordings, transcripts, reports: the heart of the product."""
