"""Finding the articles of statutes that answer a question."""
