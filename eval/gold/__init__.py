"""eval/gold."""
