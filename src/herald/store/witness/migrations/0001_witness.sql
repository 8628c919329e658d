-- Whose file it is: a key that cosigned, and forgot what, could cosign a second history.
CREATE TABLE witness (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  key TEXT NOT NULL
) STRICT;
CREATE TRIGGER witness_stays BEFORE UPDATE ON witness BEGIN SELECT RAISE(ABORT, 'a witness keeps its key'); END;

-- The last checkpoint that was cosigned for each log, as the log signed it, and the time of the cosignature.
CREATE TABLE latest (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note BLOB NOT NULL,
  time_s INTEGER NOT NULL
) STRICT;
CREATE TRIGGER latest_grows BEFORE UPDATE ON latest
  WHEN new.size < old.size OR new.time_s < old.time_s OR (new.size = old.size AND new.root <> old.root)
  BEGIN SELECT RAISE(ABORT, 'what was cosigned is never taken back'); END;
CREATE TRIGGER latest_remains BEFORE DELETE ON latest BEGIN SELECT RAISE(ABORT, 'what was cosigned is never forgotten'); END;

-- Requests that were refused, as they came, with the checkpoint that they contradict. Each contradiction once.
CREATE TABLE evidence (
  number INTEGER PRIMARY KEY,
  origin TEXT NOT NULL,
  contradiction TEXT NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  request BLOB NOT NULL,
  kept BLOB NOT NULL,
  received_s INTEGER NOT NULL,
  UNIQUE (origin, contradiction, size, root)
) STRICT;
CREATE TRIGGER evidence_stays BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER evidence_remains BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is never removed'); END;

-- Of a mirror: checkpoints towards which it takes entries, the entries, and the checkpoint up to which it has them all.
CREATE TABLE pending (
  origin TEXT NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note BLOB NOT NULL,
  PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE leaves (
  origin TEXT NOT NULL,
  idx INTEGER NOT NULL,
  leaf BLOB NOT NULL CHECK (length(leaf) = 32),
  PRIMARY KEY (origin, idx)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER leaves_stay BEFORE UPDATE ON leaves BEGIN SELECT RAISE(ABORT, 'a leaf is never changed'); END;
CREATE TRIGGER leaves_remain BEFORE DELETE ON leaves BEGIN SELECT RAISE(ABORT, 'a leaf is never removed'); END;

CREATE TABLE mirrored (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  note BLOB NOT NULL,
  time_s INTEGER NOT NULL
) STRICT;
CREATE TRIGGER mirrored_grows BEFORE UPDATE ON mirrored WHEN new.size < old.size OR new.time_s < old.time_s
  BEGIN SELECT RAISE(ABORT, 'what was mirrored is never taken back'); END;
