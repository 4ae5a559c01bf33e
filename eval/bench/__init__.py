"""Benchmarks: speed and memory of a Store, the server and the command, and how files are read."""
