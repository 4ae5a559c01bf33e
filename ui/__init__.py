"""The chat window, made with Gradio. It imports ``rag`` and no other package of ours."""
