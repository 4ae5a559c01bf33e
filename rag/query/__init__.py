"""What a question asks for: read once, into one value."""
