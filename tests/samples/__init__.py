"""Tests of the demo documents and their gold."""
