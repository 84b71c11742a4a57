/** The master daemon: builds its parts and ties them together. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createServices } from './services';
import { failpointFromEnvironment } from './failpoint';
import { raiseMasterAddress } from './master-address';
import type { MasterdSettings } from './settings';
import { openConfig } from '@ganeti/master-config';
import { serveMaster } from '@ganeti/master-api';
import { createJobQueue } from '@ganeti/master-jobs';
import { createAuthority, createJobKeys, createSecrets } from '@ganeti/master-keys';
import { createLiveView } from '@ganeti/master-live';
import { createLockManager } from '@ganeti/master-locking';
import { createLogicalUnits } from '@ganeti/master-logical-units';
import { allocatorPrograms, createPlacement, threadEngine } from '@ganeti/master-placement';
import { createContext, createQuery, instanceStatus, type VersionInfo } from '@ganeti/master-query';
import { createExportList, createExtStorageList, createNodeRpc, createOsList, createRedistributor } from '@ganeti/master-rpc';
import {
  createFilterRules,
  createJobFilters,
  createMasterHandlers,
  createMetrics,
  EventRing,
  followCluster,
  earlyFigures,
  watcherDoors,
  withJob,
  type AuditEntry,
} from '@ganeti/master-service';
import { createWatcher } from '@ganeti/master-watcher';
import { openSqliteStore } from '@ganeti/master-state-sqlite';
import { ganetiVersion, release, type Instance } from '@ganeti/objects';
import { execaRunner, openJsonLog, systemClock, systemIds, type Logger, type Paths, type RunningDaemon } from '@ganeti/runtime';

export interface MasterdOptions {
  readonly paths: Paths;
  readonly settings: MasterdSettings;
  readonly logger: Logger;
  /** Ends the process: what is in memory can no longer be trusted. */
  readonly fail: (error: unknown) => void;
}

export async function startMasterd({ paths, settings, logger, fail }: MasterdOptions): Promise<RunningDaemon> {
  const clock = systemClock;
  const ids = systemIds;
  const store = await openSqliteStore({ path: paths.stateDatabase });
  const { epoch } = await store.open();
  const config = await openConfig(store, { clock, ids });
  if (!config.initialised) {
    await store.close();
    throw new Error('There is no cluster on this machine yet; make one with: gnt cluster init');
  }

  const { cluster_name } = config.view.cluster();
  const authority = createAuthority(paths, cluster_name);
  const keys = { authority, secrets: createSecrets(paths, authority, cluster_name) };
  const figures = earlyFigures();
  const rpc = createNodeRpc({ config, tls: (knows) => authority.tls(knows), epoch, logger, onCall: figures.nodeCall });
  const live = createLiveView({
    config,
    connect: (node) => rpc.connection(node),
    clock,
    ids,
    heartbeatSeconds: settings.heartbeat_seconds,
    silentAfterSeconds: settings.silent_after_seconds,
  });
  const redistributor = createRedistributor({ config, rpc, clock, logger, release });
  live.onChange(({ node }) => {
    if (live.node(node).reachable) redistributor.retry(node);
  });
  const locks = createLockManager();
  const placement = createPlacement({
    config,
    live,
    clock,
    engine: threadEngine(fail),
    programs: allocatorPrograms({ searchPath: paths.allocatorSearchPath, dir: paths.allocatorInputs, runner: execaRunner }),
    onAnswer: ({ type, template }, seconds) => figures.placement(type, template, seconds),
  });
  const services = createServices({
    placement,
    config,
    rpc,
    redistributor,
    query: () => query,
    keys,
  });
  const jobs = await createJobQueue({
    store,
    config,
    locks,
    live,
    rpc,
    clock,
    ids,
    keys: createJobKeys(paths),
    units: createLogicalUnits(services),
    log: logger,
    settings: {
      maxQueuedJobs: settings.max_queued_jobs,
      keepFinishedJobs: settings.keep_finished_jobs,
      nodeReconnectSeconds: settings.node_reconnect_seconds,
      failpoint: failpointFromEnvironment(process.env['GANETI_FAILPOINT_FILE']),
    },
    filters: createJobFilters(config),
    configHooks: () => existsSync(paths.hooks('config-update', 'post')),
    onFatal: fail,
  });
  const version = versionInfo();
  const query = createQuery({
    config,
    live,
    locks,
    jobs,
    clock,
    ids,
    nodeLists: {
      os: createOsList({ config, rpc, clock }),
      extstorage: createExtStorageList({ config, rpc, clock }),
      exports: createExportList({ config, rpc, clock }),
    },
    version,
  });
  const statuses = createContext({ config, live, version, now: () => clock.now() });
  const statusOf = (instance: Instance): string => instanceStatus(instance, statuses);
  // Before jobs go on: what they do is told and counted too.
  const events = new EventRing(ids.hex(8), settings.keep_events, withJob(jobs));
  const stopEvents = followCluster({ config, live, jobs, statusOf }, (event) => events.push(event));
  const metrics = createMetrics({ config, live, locks, jobs, statusOf }, figures);
  const audit = openJsonLog<AuditEntry>(join(paths.logDir, 'audit.log'));
  process.on('SIGHUP', audit.reopen);
  const watcher = await createWatcher({
    config,
    live,
    jobs,
    store,
    statusOf,
    callOffline: rpc.callOffline,
    clock,
    settings: { roundSeconds: settings.watcher_seconds },
    onAct: ({ time: _time, ...act }) => {
      logger.info({ watcher: act.what, object: act.object, job: act.job }, act.text);
      events.push({ kind: 'cluster', type: 'watcher', name: config.view.cluster().cluster_name, data: { ...act }, access: { tags: [], groups: [] } });
    },
    onError: (error) => logger.error({ err: error }, 'a round of the watcher failed'),
  });
  jobs.start();
  watcher.start();
  const leaveAddress = raiseMasterAddress({ config, rpc, clock, logger });
  const server = await serveMaster({
    socketPath: paths.masterSocket,
    mode: parseInt(settings.socket_mode, 8),
    group: settings.socket_group,
    handlers: createMasterHandlers({
      jobs,
      query,
      watcher: watcherDoors(watcher, config, clock),
      filters: createFilterRules({ config, jobs, clock, ids }),
      events,
      metrics,
      audit: audit.write,
    }),
    onHandlerError: (call, error) => logger.error({ call, err: error }, 'a request failed because of a bug'),
  });

  return {
    ready: { epoch },
    stop: async () => {
      await server.close();
      watcher.stop();
      leaveAddress();
      await jobs.stop();
      stopEvents();
      metrics.close();
      process.off('SIGHUP', audit.reopen);
      await audit.close();
      redistributor.stop();
      query.close();
      await placement.close();
      await live.close();
      rpc.close();
      await store.close();
    },
  };
}

/** Numbers of the contracts this release speaks. */
function versionInfo(): VersionInfo {
  return {
    software_version: ganetiVersion,
    protocol_version: 3_000_000,
    config_version: 3_000_000,
    os_api_version: 20,
    export_version: 0,
    vcs_version: `ganeti-ts ${release}`,
    architecture: ['64bits', process.arch === 'x64' ? 'x86_64' : process.arch],
  };
}
