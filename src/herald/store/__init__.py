"""Where is it kept? The record, and the keys of this machine: what was answered for is there whole, also after a crash."""
