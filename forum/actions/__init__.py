"""The one write path: a transaction, permission asked, the row lock, the change, its seq."""
