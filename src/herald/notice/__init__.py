"""What did a party file? The notice, its legs and windows, and what became of it."""
