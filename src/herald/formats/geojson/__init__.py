"""The GeoJSON profile of a notice, read and written."""
