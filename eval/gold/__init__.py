"""Gold questions as JSON lines."""
