"""What have the parties agreed? Its dated clauses and zones, and which of them governs a place and an instant."""
