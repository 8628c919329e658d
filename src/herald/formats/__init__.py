"""Bytes to what they mean, and back; the formats do not know the pages."""
