"""A report's text, and who says what in it: drafted by rules, each claim with its speaker, for a person to confirm."""
