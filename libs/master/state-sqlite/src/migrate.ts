import { ConfigurationError } from '@ganeti/errors';
import type { Database } from 'better-sqlite3';
import initial from './migrations/001-initial.sql' with { type: 'text' };

/** In the order of their numbers. A migration that has been released is never changed; the next one corrects it. */
const migrations: readonly string[] = [initial];

/** Brings the schema up to date; `user_version` is the number of migrations done. */
export function migrate(db: Database, path: string): void {
  db.transaction(() => {
    const done = db.pragma('user_version', { simple: true }) as number;
    if (done > migrations.length) {
      throw new ConfigurationError(
        `The state database ${path} was written by a newer version (schema ${done}, this one knows ${migrations.length}); ` +
          'run that version, or restore a backup made by this one',
      );
    }
    for (const sql of migrations.slice(done)) db.exec(sql);
    if (done < migrations.length) db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}
