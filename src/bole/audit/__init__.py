"""Who did what: an append-only log, sealed into a hash chain by a job."""
