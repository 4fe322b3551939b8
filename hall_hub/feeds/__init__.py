"""What the centre gives the hall as files: read, checked, and kept for the devices."""
