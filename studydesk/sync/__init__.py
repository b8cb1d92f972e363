"""What the machine does by itself: refresh, deliver, fetch, and the loop that decides when."""
