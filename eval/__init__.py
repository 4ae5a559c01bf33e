"""Measure retrieval and answers on gold questions, fit weights, run benchmarks."""
