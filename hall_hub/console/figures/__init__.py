"""Reports among the console's pages."""
