"""One course: sections, activities and their states."""
