"""A mission in one SQLite file: raw SQL, numbered migrations, every commit on the disk before anyone is told of it."""
