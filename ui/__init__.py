"""The chat window. It knows ``rag`` and nothing else of ours; gradio loads in ``ui.app`` only."""
