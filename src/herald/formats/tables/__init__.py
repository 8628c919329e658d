"""Tables of notices and of fixes, and the form to fill in."""
