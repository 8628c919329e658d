"""Who may know what? One policy of pure functions: nothing leaves the record but through it.

The permitted disclosure is what these functions return, and no more: two worlds in which it is the same look the same, byte for
byte. What it still gives away stands in docs/record.md.
"""
