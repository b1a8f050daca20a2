"""Settings, addresses, and the wiring of ports to adapters. The only place that knows every module."""
