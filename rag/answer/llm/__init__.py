"""Run chat models: load, pack the context, keep the deadline."""
