"""GPX and KML, read and written, and the XML beneath."""
