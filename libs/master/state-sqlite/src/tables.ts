/** Every statement on the database, prepared once. Runs in the worker thread. */
import type { Database } from 'better-sqlite3';
import type { ArchivedTexts, CommitRequest } from './protocol';
import { Overtaken } from './protocol';

export class Tables {
  private readonly epoch;
  private readonly setEpoch;
  private readonly put;
  private readonly delete;
  private readonly rows;
  private readonly archiveJob;
  private readonly archiveLog;
  private readonly deleteLog;
  private readonly archivedJob;
  private readonly archivedLog;

  constructor(private readonly db: Database) {
    this.epoch = db.prepare<[], number>('SELECT epoch FROM leader').pluck();
    this.setEpoch = db.prepare<[number]>('UPDATE leader SET epoch = ?');
    this.put = db.prepare<[string, string, string]>('INSERT INTO live (kind, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
    this.delete = db.prepare<[string, string]>('DELETE FROM live WHERE kind = ? AND key = ?');
    this.rows = db.prepare<[string], { key: string; value: string }>('SELECT key, value FROM live WHERE kind = ? ORDER BY key');
    this.archiveJob = db.prepare<[string]>(
      "INSERT OR REPLACE INTO archived_job (id, value) SELECT CAST(key AS INTEGER), value FROM live WHERE kind = 'job' AND key = ?",
    );
    // Keys from '12/' up to '120' are those that begin with '12/', as '0' is the character after '/'.
    const logOfJob = "kind = 'joblog' AND key >= :job || '/' AND key < :job || '0'";
    this.archiveLog = db.prepare<{ job: string }>(
      `INSERT OR REPLACE INTO archived_log (job, serial, value) SELECT CAST(:job AS INTEGER), CAST(substr(key, length(:job) + 2) AS INTEGER), value FROM live WHERE ${logOfJob}`,
    );
    this.deleteLog = db.prepare<{ job: string }>(`DELETE FROM live WHERE ${logOfJob}`);
    this.archivedJob = db.prepare<[number], string>('SELECT value FROM archived_job WHERE id = ?').pluck();
    this.archivedLog = db.prepare<[number], string>('SELECT value FROM archived_log WHERE job = ? ORDER BY serial').pluck();
  }

  /** Takes and answers a new epoch. */
  takeEpoch(notBefore: number): number {
    return this.db
      .transaction(() => {
        const epoch = Math.max((this.epoch.get() ?? 0) + 1, notBefore);
        this.setEpoch.run(epoch);
        return epoch;
      })
      .immediate();
  }

  /** All batches or none. Throws Overtaken, seen under the same lock that the writing is done under. */
  apply(batches: readonly CommitRequest[], epoch: number): void {
    this.db
      .transaction(() => {
        const newest = this.epoch.get() ?? 0;
        if (newest !== epoch) throw new Overtaken(newest);
        for (const batch of batches) this.applyOne(batch);
      })
      .immediate();
  }

  load(kind: string): IterableIterator<{ key: string; value: string }> {
    return this.rows.iterate(kind);
  }

  archived(job: number): ArchivedTexts | null {
    const value = this.archivedJob.get(job);
    return value === undefined ? null : { value, log: this.archivedLog.all(job) };
  }

  private applyOne({ puts, deletes, archive }: CommitRequest): void {
    for (let i = 0; i < puts.length; i += 3) this.put.run(puts[i]!, puts[i + 1]!, puts[i + 2]!);
    for (let i = 0; i < deletes.length; i += 2) this.delete.run(deletes[i]!, deletes[i + 1]!);
    for (const id of archive) {
      const job = String(id);
      if (this.archiveJob.run(job).changes === 0) continue;
      this.archiveLog.run({ job });
      this.delete.run('job', job);
      this.deleteLog.run({ job });
    }
  }
}
