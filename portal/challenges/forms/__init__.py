"""What is asked of those who write, review, change and end a challenge."""
