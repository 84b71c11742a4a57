import { OpExecError } from '@ganeti/errors';
import { deviceName, type BlockDeviceDriver } from '@ganeti/node-storage';
import { childrenOf, type DrbdEnds, type DrbdOptions } from './drbd-ends';

/** What only mirrors can do. */
export function drbdMirror({ wire, below, minors }: DrbdOptions, { send, perform }: DrbdEnds): NonNullable<BlockDeviceDriver['mirror']> {
  return {
    detachChildren: (device, children) =>
      perform('detach-children', device, async (side, did) => {
        const end = wire.read(side.key).ends[side.node];
        if (children.length === 0 || end?.disk == null) return;
        await send(device, side, { type: 'detach' });
        did();
      }),

    attachChildren: (device, children) =>
      perform('attach-children', device, async (side, did) => {
        const [data, meta] = childrenOf({ ...device, children: [...children] });
        const [dataVolume, metaVolume] = [data, meta].map((child) => below(child).find(child));
        if (!dataVolume || !metaVolume) {
          throw new OpExecError(`${deviceName(device)}: ${deviceName(dataVolume ? meta : data)} does not exist on this node; create it first`);
        }
        if (dataVolume.size < device.size) {
          throw new OpExecError(`${deviceName(device)}: ${deviceName(data)} has ${dataVolume.size} MiB, too small for ${device.size}`);
        }
        const end = wire.read(side.key).ends[side.node];
        if (end?.attached === true && end.disk?.id === metaVolume.id) return;
        const refusal = await send(device, side, { type: 'attach', id: metaVolume.id, path: dataVolume.path, fresh: true });
        if (refusal !== null) throw new OpExecError(`${deviceName(device)}: ${refusal}`);
        did();
      }),

    disconnect: (device) =>
      perform('disconnect', device, async (side, did) => {
        if (!wire.read(side.key).ends[side.node]?.net) return;
        await send(device, side, { type: 'disconnect' });
        did();
      }),

    connect: (device, dualPrimary) =>
      perform('connect', device, async (side, did) => {
        if (side.net === null) throw new OpExecError(`${deviceName(device)} has no port to connect with`);
        const refusal = await send(device, side, { type: 'connect', net: { ...side.net, dual: dualPrimary } });
        if (refusal !== null) throw new OpExecError(`${deviceName(device)}: the ends do not connect: ${refusal}`);
        did();
      }),

    setRole: (device, primary) =>
      perform('set-role', device, async (side, did) => {
        const end = wire.read(side.key).ends[side.node];
        if (end?.up === true && end.role === (primary ? 'primary' : 'secondary')) return;
        await send(device, side, primary ? { type: 'promote', force: false } : { type: 'demote' });
        did();
      }),

    pauseSync: (device, pause) =>
      perform('pause-sync', device, async (side) => {
        await send(device, side, { type: 'pause', pause });
      }),

    usedMinors: async () => [...minors.entries()].map(([minor]) => Number(minor)).sort((a, b) => a - b),
  };
}
