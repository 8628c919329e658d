"""Where is it, and how far apart? The ellipsoid, legs as chords, zones."""
