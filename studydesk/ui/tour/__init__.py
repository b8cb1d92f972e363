"""The tour: drives the real window through the whole main job, looks whether each step came true, and takes pictures."""
