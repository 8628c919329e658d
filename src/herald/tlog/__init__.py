"""How is a log kept so that nobody can rewrite it? Tree, tiles, signed notes, checkpoints, cosignatures, proofs, policies.

Bytes in, bytes out: nothing here opens a file, reads a clock or draws lots. The formats are those of C2SP and RFC 9162, as they
are; `design/tlog.md` says which, and what was left out.
"""
