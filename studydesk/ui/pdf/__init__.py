"""Reading PDF documents."""
