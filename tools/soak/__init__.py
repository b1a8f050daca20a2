"""The volumes: long runs with a seed that go on where they were cut off. `tests/volume` runs them at a hundredth."""
