"""rag/answering."""
