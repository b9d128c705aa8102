"""The sample content, and the command that loads it."""
