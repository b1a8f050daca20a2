"""Measurements that anyone can repeat: `python -m tools.bench` writes docs/benchmarks.md."""
