"""The live socket: one hub per process between the database and the readers."""
