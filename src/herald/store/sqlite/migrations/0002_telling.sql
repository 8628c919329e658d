-- What witnesses said of checkpoints. It follows from nothing here: it is their word, and kept as it came.
CREATE TABLE cosignatures (
  size INTEGER NOT NULL,
  name TEXT NOT NULL,
  line BLOB NOT NULL,
  PRIMARY KEY (size, name)
) STRICT, WITHOUT ROWID;

-- How far notices have come with those to whom they are addressed: a row for each rung, in the order of the log.
CREATE TABLE told (
  n INTEGER PRIMARY KEY,
  of INTEGER NOT NULL,
  party TEXT NOT NULL,
  ladder TEXT NOT NULL,
  rank INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX told_of ON told (of, party, ladder, rank, note, at_us);

-- What is still to come: a row goes when it has come.
CREATE TABLE open (
  what TEXT NOT NULL,
  of INTEGER NOT NULL,
  party TEXT NOT NULL,
  clause TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  regime TEXT,
  PRIMARY KEY (what, of, party, clause)
) STRICT, WITHOUT ROWID;
-- Answers are many at a time and asked for by their deadlines; the others are few, or nobody asks for all of them.
CREATE INDEX open_at ON open (what, at_us, of, party, clause, regime) WHERE what = 'answer';

-- From when to when the notices that stand are about anything.
CREATE TABLE spans (
  idx INTEGER PRIMARY KEY,
  first_us INTEGER,
  until_us INTEGER
) STRICT;
CREATE INDEX spans_until ON spans (until_us);
