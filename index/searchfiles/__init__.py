"""The search files built from the database: generations of tantivy, FAISS and token files."""
