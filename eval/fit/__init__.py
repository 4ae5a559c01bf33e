"""Commands that fit what travels with the project: the ranker and the confidence."""
