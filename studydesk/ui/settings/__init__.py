"""The learner's choices and accounts."""
