"""Measures the real server over loopback: `make bench`, or `python -m bench --help`."""
