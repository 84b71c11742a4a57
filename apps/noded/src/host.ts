/** One node: its drivers, its backend, its server. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GanetiError } from '@ganeti/errors';
import { serveNode } from '@ganeti/node-api';
import { NodeIdentityFile, createBackend } from '@ganeti/node-backend';
import { Fencing } from '@ganeti/node-fencing';
import { hostMasterAddress, hostSwitch } from '@ganeti/node-network';
import { simulatedMasterAddress } from '@ganeti/node-storage-fake';
import { loadSettings, readBundle, systemClock, systemIds, type Logger, type Paths } from '@ganeti/runtime';
import { openMachine } from './machine';
import { runner } from './programs';
import { resetMachine } from './reset';
import { nodedSettings } from './settings';

export interface HostedNode {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * `onLeave`: the node has left its cluster; stop it. Throws when settings or certificates are missing or cannot be used, or the
 * address is taken.
 */
export async function hostNode(paths: Paths, parentLogger: Logger, onLeave: () => void): Promise<HostedNode> {
  const settings = await loadSettings(paths.settings('noded'), nodedSettings);
  for (const file of [paths.nodeBundle, paths.caCertificate]) {
    if (!existsSync(file)) throw new Error(`this machine is not a node of a cluster, it has no ${file}; make it one with "gnt node add" on the master, then "ganeti-noded join TOKEN" here`);
  }
  const [bundle, ca] = await Promise.all([readBundle(paths.nodeBundle), readFile(paths.caCertificate, 'utf8')]);
  const identity = new NodeIdentityFile(bundle.certificate, join(paths.nodedState, 'name'));
  const logger = parentLogger.child({ node: identity.name });

  const machine = openMachine(settings, paths, () => ({ uuid: identity.uuid, name: identity.name }), (problem) => logger.error({ problem }, 'a disk needs somebody\'s decision'));
  const { simulator, real, own } = machine;
  const fencing = new Fencing({ ...settings.fencing, record: join(paths.nodedState, 'fenced'), clock: systemClock });
  const backend = createBackend({
    drivers: { storage: machine.storage.drivers, hypervisors: machine.hypervisors },
    identity,
    paths,
    osSearchPath: [...settings.os_search_path, ...paths.osSearchPath],
    runner,
    clock: systemClock,
    bootId: () => (real ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : simulatedBootId(join(paths.simulator, 'boot-id'))),
    bridgeProblems: machine.bridgeProblems,
    facts: machine.facts,
    masterAddress: own ? hostMasterAddress({ runner, script: paths.masterAddressScript }) : simulatedMasterAddress(simulator),
    makeSwitch: own ? hostSwitch(runner) : async () => undefined,
    reset: async () => {
      logger.warn('the machine is reset');
      if (own) return resetMachine();
      rmSync(join(paths.simulator, 'boot-id'), { force: true });
      await simulator.reset();
    },
    restrictedCommands: settings.restricted_commands,
    onRestrictedFailure: (command, reason) => logger.warn({ command, reason }, 'restricted command failed'),
    onLeave: () => {
      logger.info('this node has left its cluster');
      onLeave();
    },
    fence: async (reason) => {
      logger.fatal({ reason }, 'this node is told to fence itself');
      await fencing.fence(reason);
    },
    onKeys: (tls) => {
      logger.info('this node shows a new certificate, or trusts other authorities');
      server.setTls(tls);
    },
    intercept: (method, object, when) => simulator.faults.strike(method, object, when),
  });
  const server = await serveNode({
    host: settings.address,
    port: settings.port,
    tls: { ca, cert: bundle.certificate, key: bundle.key },
    handlers: backend.handlers,
    watch: backend.watch,
    acceptEpoch: backend.acceptEpoch,
    changeNumber: backend.changeNumber,
    onRefused: ({ peer, reason }) => logger.warn({ peer, reason }, 'connection refused'),
    onHandlerError: (method, error) => {
      // Expected failures are the master's to report; anything else is a bug here.
      if (error instanceof GanetiError) logger.info({ method, error: error.message }, 'call failed');
      else logger.error({ method, err: error }, 'call failed unexpectedly');
    },
  });
  return {
    name: identity.name,
    address: settings.address,
    port: server.port,
    stop: async () => {
      await server.close(settings.stop_grace);
      await backend.close();
      await machine.close();
    },
  };
}

/** Of the simulated machine: it stays the same until somebody simulates a reboot by removing the file. */
function simulatedBootId(path: string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  const fresh = systemIds.uuid();
  writeFileSync(path, `${fresh}\n`);
  return fresh;
}
