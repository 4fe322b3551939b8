"""The whole glass: the frame, and the parts that stand in it now."""
