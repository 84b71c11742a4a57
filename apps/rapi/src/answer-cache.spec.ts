import fc from 'fast-check';
import { AnswerCache } from './answer-cache';
import { FakeMaster } from './testing/fake-master';
import { allRows, onlyRow } from './shapes';

const names = { kind: 'instance', fields: ['name'] } as const;

describe('AnswerCache', () => {
  it('asks the master each time, and keeps the answer while its revision holds', async () => {
    const master = new FakeMaster();
    const cache = new AnswerCache(master, 1e6);
    const first = await cache.get(names, allRows);
    expect(JSON.parse(first.body.toString())).toHaveLength(3);
    expect(await cache.get(names, allRows)).toBe(first);
    expect(master.queries.map(({ ifRevision }) => ifRevision)).toEqual([undefined, 'r1']);
    master.tables['instance']?.pop();
    master.change();
    const second = await cache.get(names, allRows);
    expect(JSON.parse(second.body.toString())).toHaveLength(2);
    expect(second.etag).not.toBe(first.etag);
  });

  it('shares one question among requests that arrive together', async () => {
    const master = new FakeMaster();
    const cache = new AnswerCache(master, 1e6);
    await Promise.all(Array.from({ length: 50 }, () => cache.get(names, allRows)));
    expect(master.queries).toHaveLength(1);
  });

  it('never answers what was true only before the request arrived', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('read', 'change', 'tick'), { maxLength: 60 }), async (steps) => {
        const master = new FakeMaster();
        const cache = new AnswerCache(master, 1e6);
        const reads: Promise<void>[] = [];
        for (const step of steps) {
          if (step === 'tick') await new Promise(setImmediate);
          else if (step === 'change') {
            master.tables['cluster'] = [{ name: String(master.revision + 1) }];
            master.change();
          } else {
            const arrived = master.revision;
            reads.push(
              cache.get({ kind: 'cluster', fields: ['name'] }, onlyRow).then(({ body }) => {
                const { name } = JSON.parse(body.toString()) as { name: string };
                expect(name === 'cluster.example.com' ? 1 : Number(name)).toBeGreaterThanOrEqual(arrived);
              }),
            );
          }
        }
        await Promise.all(reads);
      }),
      { numRuns: 200 },
    );
  });

  it('passes an error to all who shared the question, and asks anew afterwards', async () => {
    const master = new FakeMaster();
    const cache = new AnswerCache(master, 1e6);
    await cache.get(names, allRows);
    master.down = true;
    const both = await Promise.allSettled([cache.get(names, allRows), cache.get(names, allRows)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    master.down = false;
    expect((await cache.get(names, allRows)).body.length).toBeGreaterThan(2);
    expect(master.queries.at(-1)?.ifRevision).toBeUndefined();
  });

  it('gives up the answers used longest ago when they need too much memory', async () => {
    const master = new FakeMaster();
    const one = (name: string) => ({ kind: 'instance', fields: ['name'], names: [`${name}.example.com`] }) as const;
    const cache = new AnswerCache(master, 2 * 1024 + 240);
    const lastAsked = async (name: string): Promise<string | undefined> => {
      await cache.get(one(name), onlyRow);
      return master.queries.at(-1)?.ifRevision;
    };
    expect(await lastAsked('inst1')).toBeUndefined();
    expect(await lastAsked('inst2')).toBeUndefined();
    expect(await lastAsked('inst1')).toBe('r1');
    expect(await lastAsked('inst3')).toBeUndefined();
    expect(await lastAsked('inst1')).toBe('r1');
    expect(await lastAsked('inst2')).toBeUndefined();
  });

  it('keeps nothing that is larger than its memory, or that has no revision', async () => {
    const master = new FakeMaster();
    const small = new AnswerCache(master, 10);
    await small.get(names, allRows);
    await small.get(names, allRows);
    master.lasting = false;
    const large = new AnswerCache(master, 1e6);
    expect((await large.get(names, allRows)).etag).toBeUndefined();
    await large.get(names, allRows);
    expect(master.queries.map(({ ifRevision }) => ifRevision)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
