"""STARD: questions about statutes and the articles that answer them, read and searched."""
