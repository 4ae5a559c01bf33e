"""Order candidate passages by how well they answer."""
