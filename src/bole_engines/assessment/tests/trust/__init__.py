"""Trust suites: data in tests/data, one small protocol of a judge, and a runner that says of every trial whether it held."""
