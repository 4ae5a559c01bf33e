"""corpus/samples."""
