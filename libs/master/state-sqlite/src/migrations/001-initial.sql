-- The epoch of the newest master. One row; read at the beginning of every write transaction.
CREATE TABLE leader (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  epoch INTEGER NOT NULL
) STRICT;
INSERT INTO leader (only_row, epoch) VALUES (1, 0);

-- Everything live. One table for all kinds: rows of a kind lie together, as the key begins with it, and a new kind needs
-- no migration. WITHOUT ROWID, since rows are only ever found by their key: one tree to write instead of two.
CREATE TABLE live (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- Jobs that are over. An integer key is the row's own id, so this needs no second tree either.
CREATE TABLE archived_job (
  id INTEGER PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE archived_log (
  job INTEGER NOT NULL,
  serial INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (job, serial)
) STRICT, WITHOUT ROWID;
