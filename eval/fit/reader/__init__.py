"""Train the built-in reader: ``python -m eval.fit.reader``."""
