import fc from 'fast-check';
import { apply, connectedPeer, emptyLink, settle, view, type Link, type LinkEvent } from './index';

const net = (node: string, dual = false): LinkEvent => ({ type: 'connect', net: { peer: node === 'a' ? 'b' : 'a', port: 11_000, secret: 's', dual } });

const eventOf = (node: string): fc.Arbitrary<LinkEvent> =>
  fc.oneof(
    fc.constant<LinkEvent>({ type: 'configure', minor: 0, size: 100, device: `/dev/${node}` }),
    fc.boolean().map<LinkEvent>((fresh) => ({ type: 'attach', id: 'm', path: `/data/${node}`, fresh })),
    fc.constant<LinkEvent>({ type: 'detach' }),
    fc.boolean().map((dual) => net(node, dual)),
    fc.constant<LinkEvent>({ type: 'disconnect' }),
    fc.boolean().map<LinkEvent>((force) => ({ type: 'promote', force })),
    fc.constant<LinkEvent>({ type: 'demote' }),
    fc.boolean().map<LinkEvent>((pause) => ({ type: 'pause', pause })),
    fc.constant<LinkEvent>({ type: 'down' }),
    fc.constant<LinkEvent>({ type: 'forget' }),
  );
const steps = fc.array(
  fc.constantFrom('a', 'b').chain((node) => fc.tuple(fc.constant(node), eventOf(node), fc.nat({ max: 3 }))),
  { maxLength: 60 },
);

/** Bytes as a model: what each end's file says, following the effects. */
class Model {
  link: Link = emptyLink;
  now = 0;
  #generations = 0;
  /** File -> inode; inode -> last writing. */
  readonly inodes = new Map<string, number>([['/data/a', 1], ['/data/b', 2]]);
  readonly content = new Map<number, string>([[1, 'a0'], [2, 'b0']]);
  #inode = 2;

  send(node: string, event: LinkEvent): void {
    const world = { now: this.now, rate: 50, newGeneration: () => `g${(this.#generations += 1)}` };
    let applied;
    try {
      applied = apply(this.link, node, event, world);
    } catch {
      this.link = settle(this.link, world);
      return;
    }
    this.link = applied.link;
    for (const effect of applied.effects) {
      if (effect.type === 'share') this.inodes.set(effect.target, this.inodes.get(effect.source) ?? 0);
      else {
        const fresh = (this.#inode += 1);
        this.content.set(fresh, this.content.get(this.inodes.get(effect.path) ?? 0) ?? '');
        this.inodes.set(effect.path, fresh);
      }
    }
  }
  bytes(node: string): string | undefined {
    return this.content.get(this.inodes.get(`/data/${node}`) ?? 0);
  }
  write(node: string, text: string): void {
    this.content.set(this.inodes.get(`/data/${node}`) ?? 0, text);
  }
  good(node: string): boolean {
    const end = this.link.ends[node];
    return end?.up === true && end.attached && end.disk?.consistent === true;
  }
}

describe('drbd state machine', () => {
  it('keeps its promises in any order of events', () => {
    fc.assert(
      fc.property(steps, (schedule) => {
        const model = new Model();
        let writes = 0;
        for (const [node, event, pause] of schedule) {
          model.send(node, event);
          model.now += pause;
          model.link = settle(model.link, { now: model.now, rate: 50 });
          const { ends, sync } = model.link;
          const connected = connectedPeer(model.link, 'a') === 'b';
          expect(connected).toBe(connectedPeer(model.link, 'b') === 'a');

          // Two primaries only when both allow it, or when they do not see each other.
          if (connected && ends['a']?.role === 'primary' && ends['b']?.role === 'primary') {
            expect([ends['a'].net?.dual, ends['b'].net?.dual]).toEqual([true, true]);
          }
          // A sync runs only between connected ends with disks, from good data to data that is not.
          if (sync !== null) {
            expect(connected).toBe(true);
            expect(model.good(sync.source)).toBe(true);
            expect(ends[sync.target]?.disk?.consistent).toBe(false);
          }
          // Connected without a sync, both good: the same generation and the same bytes.
          if (connected && sync === null && model.good('a') && model.good('b')) {
            expect(ends['a']?.disk?.current).toBe(ends['b']?.disk?.current);
            expect(model.bytes('a')).toBe(model.bytes('b'));
          }
          // What a primary writes alone never shows at the other end.
          for (const [writer, other] of [['a', 'b'], ['b', 'a']] as const) {
            if (ends[writer]?.role !== 'primary' || !model.good(writer)) continue;
            const before = model.bytes(other);
            writes += 1;
            model.write(writer, `w${writes}`);
            if (!connected || ends[other]?.attached !== true) expect(model.bytes(other)).toBe(before);
          }
          // A healthy end says so, a degraded one too.
          for (const name of ['a', 'b']) {
            const shown = view(model.link, name, { now: model.now, rate: 50 });
            if (!shown.degraded) expect([connected, model.good('a'), model.good('b'), sync]).toEqual([true, true, true, null]);
            expect(shown.syncPercent >= 0).toBe(sync !== null);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never loses what the last primary wrote while one good copy of it is reachable', () => {
    const model = new Model();
    const both = (event: (node: string) => LinkEvent): void => ['a', 'b'].forEach((node) => model.send(node, event(node)));
    both((node) => ({ type: 'configure', minor: 0, size: 100, device: `/dev/${node}` }));
    both((node) => ({ type: 'attach', id: 'm', path: `/data/${node}`, fresh: true }));
    both((node) => net(node));
    model.send('a', { type: 'promote', force: true });
    model.now += 2;
    model.write('a', 'kept');
    for (const [from, to] of [['a', 'b'], ['b', 'a'], ['a', 'b']] as const) {
      model.send(to, { type: 'disconnect' });
      model.write(from, `written by ${from}`);
      model.now += 1;
      model.send(to, net(to));
      model.now += 10;
      model.send(from, { type: 'demote' });
      model.send(to, { type: 'promote', force: false });
      expect(model.bytes(to)).toBe(`written by ${from}`);
    }
  });
});
