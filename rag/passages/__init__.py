"""What a hit shows: windows of clauses, their versions, order and references."""
