"""Writes the image and a box's boot bundle to a card, and reads all of it back. Runs on the technician's computer."""
