"""index/builtin."""
