import { OpExecError } from '@ganeti/errors';
import { deviceName, type Device, type MirrorDriver } from '@ganeti/node-storage';
import { attach, configure, connect, disconnect, find, type Parts } from './assembly';
import { isVerifying } from './events';
import { ensureMetadata } from './metadata';
import { meetPeer, promote } from './roles';
import { childrenOf, sideOf, type Side } from './side';
import { detachLine } from './syntax';

/** Seconds a verification may take; it reads everything. */
const VERIFY_SECONDS = 86_400;
const START_SECONDS = 10;

export function createMirror(parts: Parts): MirrorDriver {
  const { drbd, watch } = parts;
  const side = (device: Device): Side => sideOf(device, parts.identity());
  const active = async (device: Device): Promise<Side> => {
    const own = side(device);
    if ((await drbd.state()).get(own.resource) === undefined) throw new OpExecError(`${deviceName(device)} is not active on this node; activate the disk first`);
    return own;
  };

  return {
    detachChildren: async (device, children) => {
      const own = side(device);
      const found = (await drbd.state()).get(own.resource);
      if (children.length === 0 || found === undefined || found.disk === 'Diskless') return;
      await drbd.run(deviceName(device), [detachLine(own)]);
    },

    attachChildren: async (device, children) => {
      const own = await active(device);
      const withChildren = { ...device, children: [...children] };
      const [data] = childrenOf(withChildren);
      const { size } = await parts.below(data).status(data);
      if (size < device.size) {
        throw new OpExecError(`${deviceName(device)}: ${deviceName(data)} ${size === 0 ? 'does not exist on this node; create it first' : `has ${size} MiB, too small for ${device.size}`}`);
      }
      const { resource, paths } = await configure(parts, withChildren, own, false);
      if (resource !== undefined && resource.disk !== 'Diskless') return;
      await ensureMetadata(drbd, device, own, paths[1]);
      await attach(parts, device, own, paths, false);
    },

    disconnect: async (device) => {
      const own = side(device);
      const { shown } = await find(parts, own);
      if (shown !== null) await disconnect(parts, device, own, shown);
    },

    connect: async (device, dualPrimary) => {
      const own = await active(device);
      if (own.net === null) throw new OpExecError(`${deviceName(device)} has no port to connect with`);
      watch.start();
      const { attempts } = watch.noted(own.resource);
      const found = await find(parts, own);
      const anew = await connect(parts, device, own, found, dualPrimary);
      if (!anew && found.shown !== null && found.shown.dualPrimary !== dualPrimary) {
        await drbd.run(deviceName(device), (await drbd.syntax()).allowTwoPrimaries(own, own.net, dualPrimary));
      }
      // The other end may be told only after this one; two primaries are of no use without it.
      const met = await meetPeer(parts, device, own, anew ? attempts : attempts - 1);
      if (dualPrimary && met === 'waiting') {
        throw new OpExecError(`${deviceName(device)}: the other end does not answer at ${own.net.peer}; check its node and the network between them`);
      }
    },

    setRole: async (device, primary) => {
      const own = await active(device);
      if (primary) await promote(parts, device, own);
      else if ((await drbd.state()).get(own.resource)?.role !== 'Secondary') await drbd.run(deviceName(device), [(await drbd.syntax()).secondary(own)]);
    },

    pauseSync: async (device, pause) => {
      const own = await active(device);
      await drbd.run(deviceName(device), [(await drbd.syntax()).pauseSync(own, pause)], /\(13[45]\)/);
    },

    usedMinors: async () => [...(await drbd.state()).values()].flatMap(({ minor }) => (minor === null ? [] : [minor])).sort((a, b) => a - b),

    verify: async (device, signal) => {
      const own = await active(device);
      watch.start();
      await drbd.run(deviceName(device), [(await drbd.syntax()).verify(own)]);
      // A small device may be done before anybody looks.
      await watch.until(own.resource, (now) => now !== undefined && isVerifying(now), START_SECONDS, signal);
      await watch.until(own.resource, (now) => now === undefined || !isVerifying(now), VERIFY_SECONDS, signal);
      const now = (await drbd.state()).get(own.resource);
      if (now?.connection !== 'Connected') throw new OpExecError(`${deviceName(device)} lost its other end while it was verified; connect it and verify again`);
      return now.outOfSync;
    },
  };
}
