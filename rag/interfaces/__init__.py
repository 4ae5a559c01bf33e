"""Ways in for people and programs: command line, HTTP, MCP."""
