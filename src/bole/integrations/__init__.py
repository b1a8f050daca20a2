"""Adapters to the world outside, one folder a provider. Nobody imports them; settings name them."""
