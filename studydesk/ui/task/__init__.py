"""One assignment: brief, draft, hand-in, answer."""
