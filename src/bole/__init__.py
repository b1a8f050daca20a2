"""Bole 伯乐: an HR and OA system whose heart is AI interviewing."""

__version__ = "0.1.0"
