"""Ways to compose an answer from evidence: by extraction, or by a chat model."""
