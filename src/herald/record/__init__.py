"""What is sealed, and in which bytes? Entries, envelopes, leaves, keys, receipts, bundles: pure, as docs/record-format.md says."""
