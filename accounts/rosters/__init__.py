"""Reading a roster from a file, and planning what it changes."""
