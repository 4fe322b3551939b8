"""What the hub's box no longer keeps, by the hall file's ``[keep]`` (docs/privacy.md)."""
