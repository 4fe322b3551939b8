"""Which boxes belong to the hall: the head of the centre lets them in and shuts them out. The authority does it."""
