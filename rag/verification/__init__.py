"""Check that each sentence of an answer is borne out by what it cites."""
