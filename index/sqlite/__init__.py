"""The SQLite database of a Store, the source of truth."""
