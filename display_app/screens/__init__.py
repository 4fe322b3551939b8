"""What the boards draw, one folder per screen."""
