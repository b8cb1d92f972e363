"""Everything on its way to the school, and what arrived."""
