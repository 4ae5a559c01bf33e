"""Embedding models behind one small protocol, and how they are loaded.

Three kinds stand behind the protocol: the model that travels with the project, any
sentence-transformers model by name or path, and a hosted endpoint that speaks the OpenAI protocol.
"""
