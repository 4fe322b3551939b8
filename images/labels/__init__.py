"""Stickers for boxes: which one it is, in letters that are read from the floor, and as a code."""
