"""What the command line does around Django: the supervisor of `bole serve`, certificates, backup and restore.

Nothing here imports Django: it must be able to speak when Django cannot start.
"""
