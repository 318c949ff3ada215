"""Tests of the outside world: adapters against simulators."""
