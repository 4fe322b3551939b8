"""What the console keeps for itself: who did what at it, and how devices were."""
