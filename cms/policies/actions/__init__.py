"""The one write path of the register: permission asked, the row locked, the change recorded."""
