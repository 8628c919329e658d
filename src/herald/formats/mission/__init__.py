"""What leaves the record, as files, words and JSON: each takes only what `disclosure` let out."""
