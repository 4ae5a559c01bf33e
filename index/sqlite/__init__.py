"""The database that is the truth of a Store."""
