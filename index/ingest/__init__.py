"""Add files to a Store, and verify or re-embed what it holds."""
