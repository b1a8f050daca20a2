"""Stand-ins that behave like the real thing without leaving the process: for tests, and for trying the product out."""
