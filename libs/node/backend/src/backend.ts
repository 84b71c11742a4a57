/** The node's side of every call: services over drivers, each step done once. */
import { join } from 'node:path';
import { OpExecError } from '@ganeti/errors';
import { readMethods, type HandlerContext, type NodeHandlers, type NodeMethod, type WatchHandler } from '@ganeti/node-api';
import { HooksRunner } from '@ganeti/node-hooks';
import type { MakeSwitch, MasterAddress } from '@ganeti/node-network';
import { OsDefinitions, OsScripts } from '@ganeti/node-os';
import { stepScope } from '@ganeti/node-storage';
import { Providers } from '@ganeti/node-storage-ext';
import { ExportDirectory, TransferKeys, Transfers } from '@ganeti/node-transfer';
import { execaStreams, type Clock, type Paths, type ProcessRunner, type ProcessStreams } from '@ganeti/runtime';
import { blocksHandlers } from './blocks';
import { Changes } from './changes';
import { DiskLinks } from './disk-links';
import { Drivers, type DriverSet } from './drivers';
import { EpochGuard } from './epoch';
import { exportsHandlers } from './exports';
import { externalStorageHandlers } from './external-storage';
import { filesService } from './files';
import type { BackendContext, BackendHandlers } from './handlers';
import { hooksHandlers } from './hooks';
import type { NodeIdentityFile } from './identity';
import { instancesHandlers } from './instances';
import { keysHandlers, type KeysOptions } from './keys';
import { leaveCluster } from './leave';
import { machineHandlers } from './machine';
import { withAddressHooks } from './master-address-hooks';
import { nodeHandlers } from './node';
import { operatingSystemsHandlers } from './operating-systems';
import { SpaceReports } from './space-reports';
import { createWatch } from './status';
import { RestrictedCommands } from './restricted-commands';
import { StepLedger } from './steps';
import { storageHandlers } from './storage';
import { transfersHandlers } from './transfers';
import type { MachineFacts } from './verify/machine-facts';
import type { BridgeProblems } from './verify/verify';

export interface BackendOptions {
  readonly drivers: DriverSet;
  readonly identity: NodeIdentityFile;
  readonly paths: Paths;
  /** Where OS definitions are looked for; default: the paths'. */
  readonly osSearchPath?: readonly string[];
  readonly runner: ProcessRunner;
  /** Programs that data flows through; default: real ones. */
  readonly streams?: ProcessStreams;
  readonly clock: Clock;
  readonly bootId: () => string;
  /** What is wrong with bridges that have to be there; missing: they are simulated too. */
  readonly bridgeProblems?: BridgeProblems | undefined;
  /** What kernel and clock of this machine are like; missing: it is simulated, and has what it needs. */
  readonly facts?: MachineFacts | undefined;
  /** Sets the cluster's address up and takes it down. */
  readonly masterAddress: MasterAddress;
  readonly makeSwitch: MakeSwitch;
  /** Reboots this machine at once, without stopping anything. */
  readonly reset: () => Promise<void>;
  /** Whether programs of /etc/ganeti/restricted-commands may be run; default false. */
  readonly restrictedCommands?: boolean;
  /** Why a restricted command was not run or failed: callers are not told. */
  readonly onRestrictedFailure?: (command: string, reason: string) => void;
  /** This node has left the cluster: the daemon has to end. */
  readonly onLeave?: () => void;
  /** Resets the machine when others have to be sure of it; missing: it cannot. */
  readonly fence?: ((reason: string) => Promise<void>) | undefined;
  /** Certificate or authorities of this node have changed: new connections are to be shown these. */
  readonly onKeys?: KeysOptions['onChange'];
  /** Called before each call is carried out; throws or waits to simulate faults of whole calls. */
  readonly intercept?: (method: NodeMethod, object: string, when: 'before' | 'after') => Promise<void>;
}

export interface Backend {
  readonly handlers: NodeHandlers;
  readonly watch: WatchHandler;
  /** Throws for an epoch that is over. */
  readonly acceptEpoch: (epoch: number) => void;
  /** Number of the last change on this node; see Changes. */
  readonly changeNumber: () => number;
  /** Cuts off what still runs; it is done again when it is asked for the next time. */
  close(): Promise<void>;
}

/** They change something, but need no memory of it: forgetting is what they do. */
const unrecorded: ReadonlySet<NodeMethod> = new Set<NodeMethod>(['Node.ForgetSteps', 'Node.Leave']);

export function createBackend(options: BackendOptions): Backend {
  const { paths, clock, runner, identity } = options;
  const drivers = new Drivers(options.drivers);
  const spaces = new SpaceReports(drivers.storage, clock);
  const definitions = new OsDefinitions(options.osSearchPath ?? paths.osSearchPath);
  const scripts = new OsScripts({ definitions, runner, clock, logDir: paths.osLogs });
  const hooks = new HooksRunner({ directory: (path, phase) => paths.hooks(path, phase), runner, dataDir: paths.dataDir });
  const links = new DiskLinks(paths.instanceDisks);
  const epoch = new EpochGuard(join(paths.nodedState, 'epoch'));
  const steps = new StepLedger(join(paths.nodedState, 'steps.log'));
  const files = filesService(paths);
  const exports = new ExportDirectory(paths.exports);
  const transfers = new Transfers({ clock, streams: options.streams ?? execaStreams });
  let hasLeft = false;
  const services: BackendHandlers = {
    ...nodeHandlers({
      drivers,
      spaces,
      definitions,
      identity,
      epoch,
      steps,
      clock,
      allowedFile: files.allowed,
      paths,
      bridgeProblems: options.bridgeProblems,
      facts: () => options.facts,
      leave: async () => {
        await leaveCluster(paths, clock, options.onLeave);
        hasLeft = true;
      },
    }),
    ...keysHandlers({ paths, identity, onChange: options.onKeys ?? (() => undefined) }),
    ...blocksHandlers(drivers, links),
    ...instancesHandlers(drivers, links),
    ...operatingSystemsHandlers(drivers, definitions, scripts),
    ...externalStorageHandlers(new Providers(paths.extStorageSearchPath)),
    ...exportsHandlers(exports),
    ...transfersHandlers({ drivers, scripts, exports, transfers, keys: new TransferKeys(paths.transferKeys, clock) }),
    ...hooksHandlers(hooks),
    ...files.handlers,
    ...storageHandlers(drivers),
    ...machineHandlers({
      runner,
      clock,
      reset: options.reset,
      fence: options.fence,
      masterAddress: withAddressHooks(options.masterAddress, hooks, paths),
      makeSwitch: options.makeSwitch,
      restricted: new RestrictedCommands({
        enabled: options.restrictedCommands ?? false,
        directory: paths.restrictedCommands,
        lock: paths.restrictedCommandsLock,
        runner,
        clock,
        onFailure: options.onRestrictedFailure,
      }),
    }),
  };

  const changes = new Changes();
  const changesState = (method: NodeMethod): boolean => /^(Blocks|Instances)\./.test(method) && !readMethods.has(method);

  type AnyHandler = (request: object, cx: BackendContext) => Promise<unknown>;
  const once = (method: NodeMethod, handler: AnyHandler) => async (request: object, cx: HandlerContext): Promise<unknown> => {
    // What is written after it has forgotten its cluster would be remembered.
    if (hasLeft && method !== 'Node.Leave') throw new OpExecError('This node has left its cluster');
    const { job, step } = cx;
    const carryOut = async (context: BackendContext): Promise<unknown> => {
      await options.intercept?.(method, objectOf(request), 'before');
      try {
        const result = await handler(request, context);
        await options.intercept?.(method, objectOf(request), 'after');
        return result;
      } finally {
        // Also after a failure: what was done before it may have changed something.
        if (changesState(method)) changes.add();
      }
    };
    if (step === undefined || readMethods.has(method) || unrecorded.has(method)) {
      return stepScope.run({ method, job, step }, () => carryOut({ epoch: cx.epoch, job, step, signal: cx.signal, progress: (message, percent) => cx.progress(message, percent), resumed: false }));
    }
    const owner = job ?? step.slice(0, Math.max(0, step.lastIndexOf('/')));
    return steps.run(step, owner, (message, percent) => cx.progress(message, percent), (run) =>
      stepScope.run({ method, job, step }, () => carryOut({ epoch: cx.epoch, job, step, resumed: run.resumed, signal: run.signal, progress: (message, percent) => run.progress(message, percent) })),
    );
  };
  const handlers = Object.fromEntries(
    Object.entries(services).map(([method, handler]) => [method, once(method as NodeMethod, handler as AnyHandler)]),
  ) as unknown as NodeHandlers;

  return {
    handlers,
    watch: createWatch({ drivers, spaces, clock, bootId: options.bootId, changes }),
    acceptEpoch: (value) => epoch.accept(value),
    changeNumber: () => changes.number,
    close: async () => {
      await steps.close();
      await transfers.closeAll();
      await files.close();
    },
  };
}

/** What a call is about, for patterns of faults: the instance, the disk, the path. */
function objectOf(request: object): string {
  const { instance, device, devices, name, path, owner } = request as {
    readonly instance?: { readonly name: string } | null;
    readonly device?: { readonly uuid: string } | null;
    readonly devices?: readonly { readonly uuid: string }[];
    readonly name?: string;
    readonly path?: string;
    readonly owner?: string;
  };
  return instance?.name ?? (owner || undefined) ?? device?.uuid ?? devices?.[0]?.uuid ?? name ?? path ?? '';
}
