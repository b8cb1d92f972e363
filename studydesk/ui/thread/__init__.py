"""One discussion: its posts as a tree, and answers."""
