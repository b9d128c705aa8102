"""What members attach: read without trust, and made into files that can do no harm."""
