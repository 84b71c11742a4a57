import type { MasterEvent } from '@ganeti/master-api';
import fc from 'fast-check';
import { EventRing, type NewEvent } from './ring';

const event = (name: number): NewEvent => ({ kind: 'job', type: 'changed', name, data: {}, access: {} });

/** The next `count` events of a reader, `reset` among them. */
async function take(ring: EventRing, after: string, count: number): Promise<MasterEvent[]> {
  const stop = new AbortController();
  const seen: MasterEvent[] = [];
  for await (const batch of ring.after(after, stop.signal)) {
    seen.push(...batch);
    if (seen.length >= count) stop.abort();
  }
  return seen;
}

describe('the ring of events', () => {
  it('waits for events to come, and ends when it is told to', async () => {
    const ring = new EventRing('r', 10);
    const taking = take(ring, '', 2);
    ring.push(event(1));
    await new Promise(setImmediate);
    ring.push(event(2));
    expect((await taking).map(({ id, name }) => [id, name])).toEqual([['r-1', 1], ['r-2', 2]]);
  });

  it('completes events when they are read, not when they are kept', async () => {
    const completed: unknown[] = [];
    const ring = new EventRing('r', 10, (each) => (completed.push(each.name), { ...each, data: { more: true } }));
    ring.push(event(1));
    ring.push(event(2));
    expect(await take(ring, 'r-1', 1)).toMatchObject([{ name: 2, data: { more: true } }]);
    expect(completed).toEqual([2]);
  });

  it('tells a reader who was away for too long, or comes from another life, to begin anew', async () => {
    const ring = new EventRing('r', 10);
    for (let i = 1; i <= 100; i++) ring.push(event(i));
    for (const id of ['r-1', 'other-99', 'r-500', 'nonsense', 'r--1']) {
      expect((await take(ring, id, 1))[0]).toMatchObject({ id: 'r-100', kind: 'reset' });
    }
    // From the id of the reset it goes on without a gap.
    ring.push(event(101));
    expect((await take(ring, 'r-100', 1))[0]).toMatchObject({ id: 'r-101', name: 101 });
  });

  it('gives every reader all events after the one it has, in order, or a reset', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 60 }), fc.nat(70), async (keep, pushed, after) => {
        const ring = new EventRing('r', keep);
        for (let i = 1; i <= pushed; i++) ring.push(event(i));
        const taking = take(ring, `r-${after}`, 1);
        await new Promise(setImmediate);
        ring.push(event(pushed + 1));
        const [first] = await taking;
        if (after <= pushed && pushed - after <= keep) expect(first?.name).toBe(after + 1);
        else if (first?.kind === 'reset') expect(['r-' + pushed, 'r-' + (pushed + 1)]).toContain(first.id);
        else expect(first?.name).toBe(after + 1);
      }),
    );
  });
});
