-- Which entries belong to which incident, and of which entry each speaks.
CREATE TABLE parts (
  idx INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL,
  of INTEGER NOT NULL,
  kind TEXT NOT NULL,
  party TEXT NOT NULL
) STRICT;
CREATE INDEX parts_of ON parts (incident, idx, of, kind, party);

-- By which keys the words of an entry are found. What is erased of an entry is not found any more.
CREATE TABLE words (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL
) STRICT;
CREATE INDEX words_by_key ON words (key, n);
