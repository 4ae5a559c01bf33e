"""From a question to the candidate passages."""
