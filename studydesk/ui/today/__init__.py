"""Today: the learner's next step."""
