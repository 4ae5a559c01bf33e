"""Look-ups of articles in a collection of laws: which are asked, and how they are judged."""
