"""How does an officer's act become an entry? The use cases: found a mission, file, replace, cancel, keys, prove, audit."""
