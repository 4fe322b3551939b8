"""The published figures. Each stands beside something bare, measured in the same run on the same machine."""
