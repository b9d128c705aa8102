"""Lists of threads: their tabs, filters and pages, each a few index ranges at any size."""
