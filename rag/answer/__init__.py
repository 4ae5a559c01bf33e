"""Compose an answer from passages: by extraction, or by a chat model."""
