"""The assistant for other programs: an HTTP API, the OpenAI chat API, and an MCP server."""
