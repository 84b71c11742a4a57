/** Guests for one suite: `afterAll(() => world.close())`. What run.mjs made ready comes by the environment. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Guest, type GuestImage, type GuestOptions } from './guest';
import { Network } from './network';

export interface World {
  readonly guests: readonly Guest[];
  readonly network: Network;
  close(): Promise<void>;
}

export interface NodeSettings extends Pick<GuestOptions, 'disks' | 'memory' | 'settings'> {
  /** Kind of node (flavours.mjs); one that run.mjs makes ready for the suite. */
  readonly flavour?: string;
}

/** Boots as many guests as there are settings, at once. */
export async function bootGuests(...nodes: readonly NodeSettings[]): Promise<World> {
  const { images, dir } = JSON.parse(process.env['GANETI_REAL_NODES'] ?? '{}') as { images?: Readonly<Record<string, GuestImage>>; dir?: string };
  if (images === undefined || dir === undefined) throw new Error('Run this by tools/real-nodes/run.mjs');
  const imageOf = ({ flavour = 'drivers' }: NodeSettings): GuestImage => {
    const image = images[flavour];
    if (image === undefined) throw new Error(`run.mjs does not know that this suite needs nodes of kind ${flavour}`);
    return image;
  };
  // Suites may run at once, each with guests of its own.
  const own = mkdtempSync(join(dir, 'suite-'));
  const namespace = `gnt-real-${process.pid}`;
  writeFileSync(join(own, 'namespace'), namespace);
  const network = Network.create(namespace, nodes.length);
  const booted = await Promise.allSettled(nodes.map((node, index) => Guest.boot({ ...node, number: index + 1, image: imageOf(node), dir: own, share: join(dir, 'share'), network })));
  const guests = booted.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(guests.map((guest) => guest.halt()));
    network.remove();
    rmSync(own, { recursive: true, force: true });
  };
  const failed = booted.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return { guests, network, close };
}
