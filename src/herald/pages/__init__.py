"""The same answer as a page a duty officer reads: one view, one template, no request."""
