"""Finding things on this computer."""
