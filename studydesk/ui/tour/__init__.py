"""The tour: drives the real window through the main job, sees whether each step came true, and takes pictures."""
