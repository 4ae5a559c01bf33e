"""Tests of corpus/: files to Documents, Articles and Clauses."""
