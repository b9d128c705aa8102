"""The committee's side of the register, inside Wagtail's admin."""
