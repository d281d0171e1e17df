"""What leaves the house, and when."""
