"""Fit the weights that travel with the project: first stage, ranker, sentences, confidence."""
