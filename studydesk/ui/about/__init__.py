"""What StudyDesk is made of."""
