import { OpExecError } from '@ganeti/errors';
import type { BlockDeviceReceived, InstanceReceived } from '@ganeti/node-api';
import type { OsScripts } from '@ganeti/node-os';
import type { End, ExportDirectory, TransferKeys, Transfers } from '@ganeti/node-transfer';
import type { Drivers } from './drivers';
import { required, type ServiceHandlers } from './handlers';
import { scriptDisks } from './script-disks';

const MIB = 1 << 20;

export interface TransfersParts {
  readonly drivers: Drivers;
  readonly scripts: OsScripts;
  readonly exports: ExportDirectory;
  readonly keys: TransferKeys;
  readonly transfers: Transfers;
}

interface NamedScript {
  readonly instance: InstanceReceived | null;
  readonly index: number;
  readonly debug_level: number;
}

export function transfersHandlers({ drivers, scripts, exports, keys, transfers }: TransfersParts): ServiceHandlers<'Transfers'> {
  const deviceEnd = async (device: BlockDeviceReceived): Promise<End> => {
    const { exists, path } = await drivers.storageFor(device).status(device);
    if (!exists || path === '') throw new OpExecError(`Disk ${device.uuid || device.name} is not active on this node; activate it first`);
    return { type: 'device', path, size: device.size * MIB };
  };
  const scriptEnd = async (kind: 'import' | 'export', { instance: named, index, debug_level }: NamedScript): Promise<End> => {
    const instance = required(named, 'instance');
    const command = await scripts.transferCommand(kind, { instance, disks: await scriptDisks(drivers, instance), debugLevel: debug_level }, index);
    return { type: 'script', script: { ...command, label: `${kind} script of OS ${instance.os}` } };
  };

  return {
    'Transfers.CreateKey': async ({ name, validity }) => ({ certificate: await keys.create(name, validity) }),

    'Transfers.RemoveKey': async ({ name }) => keys.remove(name),

    'Transfers.Listen': async (request) => {
      const { id, label, peer_certificate: peerCertificate, secret, address, connect_timeout: connectSeconds, device, script, file } = request;
      const endFor = async (scripted: boolean): Promise<End> => {
        if (file !== null) return { type: 'file', path: exports.dump(file.export, file.name) };
        if (!scripted) return deviceEnd(required(device, 'device'));
        if (script === null) throw new OpExecError(`The data of ${label} was made by an OS definition's export script, and the instance has no OS whose import script could read it`);
        return scriptEnd('import', script);
      };
      return { port: await transfers.listen(id, { label, key: await keys.get(request.key), peerCertificate, secret, address, connectSeconds, endFor }) };
    },

    'Transfers.Send': async (request, cx) => {
      const { id, label, peer_certificate: peerCertificate, secret, address, port, compress, scripted, device, script, file } = request;
      let end: End;
      if (file !== null) end = { type: 'file', path: exports.finishedDump(file.export, file.name), compression: file.compression };
      else end = script === null ? await deviceEnd(required(device, 'device')) : await scriptEnd('export', script);
      const options = { label, key: await keys.get(request.key), peerCertificate, secret, address, port, compress, scripted, end };
      await transfers.send(id, options, (message, percent) => cx.progress(message, percent), cx.signal);
    },

    'Transfers.Wait': async ({ id, connect_timeout }, cx) => {
      await transfers.received(id, connect_timeout, (message, percent) => cx.progress(message, percent));
    },

    'Transfers.Close': async ({ id }) => transfers.close(id),
  };
}
