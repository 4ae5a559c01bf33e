"""index/train."""
