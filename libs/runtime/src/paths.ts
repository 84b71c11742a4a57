/** Where everything lies: the table in docs/architecture.md as one object, below an optional root directory. */
import { join } from 'node:path';

export type Daemon = 'masterd' | 'noded' | 'rapi';

export interface Paths {
  /** Prefix of all others; empty on a real machine. */
  readonly root: string;
  readonly dataDir: string;
  readonly runDir: string;
  readonly logDir: string;
  readonly configDir: string;
  readonly stateDatabase: string;
  readonly caCertificate: string;
  /** Only on the master. */
  readonly caKey: string;
  /** Certificate and key of this node. */
  readonly nodeBundle: string;
  /** Certificate and key the master shows to nodes. */
  readonly masterBundle: string;
  /** A file for each job that waits with secrets; only on the master. */
  readonly jobKeys: string;
  readonly rapiBundle: string;
  readonly rapiUsers: string;
  /** Roles beside the built-in ones. */
  readonly rapiRoles: string;
  readonly rapiTokens: string;
  /** `ssconf('node_list')` */
  ssconf(name: string): string;
  /** What a master candidate keeps of the configuration. */
  readonly configCopy: string;
  /** noded's own state: epoch, results of steps. */
  readonly nodedState: string;
  readonly simulator: string;
  settings(daemon: Daemon): string;
  /** `hooks('instance-add', 'pre')` */
  hooks(path: string, phase: 'pre' | 'post'): string;
  /** Where OS definitions are looked for, first match wins. */
  readonly osSearchPath: readonly string[];
  /** Where external storage providers are looked for, first match wins. */
  readonly extStorageSearchPath: readonly string[];
  /** Where allocator programs are looked for, first match wins. */
  readonly allocatorSearchPath: readonly string[];
  /** Input of allocator programs while they run. */
  readonly allocatorInputs: string;
  /** Exported instances lie here, a directory each. */
  readonly exports: string;
  /** Keys of transfers under way. */
  readonly transferKeys: string;
  readonly fileStorage: string;
  readonly sharedFileStorage: string;
  /** Directories that may hold file disks, a line each. */
  readonly fileStoragePaths: string;
  /** Programs that OP_RESTRICTED_COMMAND may run. */
  readonly restrictedCommands: string;
  /** Sets the cluster's address up and takes it down, where the cluster leaves that to the administrator. */
  readonly masterAddressScript: string;
  /** Held while one of them runs. */
  readonly restrictedCommandsLock: string;
  readonly masterSocket: string;
  /** Links from an instance's disks to their devices. */
  readonly instanceDisks: string;
  pidFile(daemon: Daemon): string;
  log(daemon: Daemon): string;
  readonly osLogs: string;
  /** Names of nodes are kept in it where the cluster wants that. */
  readonly hosts: string;
}

/** `root`: directory put before every path; default from GANETI_ROOTDIR, else none. */
export function createPaths(root: string = process.env['GANETI_ROOTDIR'] ?? ''): Paths {
  const at = (path: string): string => (root === '' ? path : join(root, path));
  const dataDir = at('/var/lib/ganeti');
  const runDir = at('/var/run/ganeti');
  const logDir = at('/var/log/ganeti');
  const configDir = at('/etc/ganeti');
  const onSearchPath = (what: string): string[] =>
    ['/srv/ganeti', '/usr/local/lib/ganeti', '/usr/lib/ganeti', '/usr/share/ganeti'].map((dir) => at(join(dir, what)));
  return {
    root,
    dataDir,
    runDir,
    logDir,
    configDir,
    stateDatabase: join(dataDir, 'masterd.db'),
    caCertificate: join(dataDir, 'ca.pem'),
    caKey: join(dataDir, 'ca.key'),
    nodeBundle: join(dataDir, 'server.pem'),
    masterBundle: join(dataDir, 'master.pem'),
    jobKeys: join(dataDir, 'job-keys'),
    rapiBundle: join(dataDir, 'rapi.pem'),
    rapiUsers: join(dataDir, 'rapi', 'users'),
    rapiRoles: join(configDir, 'rapi-roles.json'),
    rapiTokens: join(dataDir, 'rapi', 'tokens.json'),
    ssconf: (name) => join(dataDir, `ssconf_${name}`),
    configCopy: join(dataDir, 'config.json'),
    nodedState: join(dataDir, 'noded'),
    simulator: join(dataDir, 'simulator'),
    settings: (daemon) => join(configDir, `${daemon}.json`),
    hooks: (path, phase) => join(configDir, 'hooks', `${path}-${phase}.d`),
    masterAddressScript: join(configDir, 'scripts', 'master-ip-setup'),
    osSearchPath: onSearchPath('os'),
    extStorageSearchPath: onSearchPath('extstorage'),
    allocatorSearchPath: ['/usr/local/lib/ganeti', '/usr/lib/ganeti'].map((dir) => at(join(dir, 'iallocators'))),
    allocatorInputs: join(runDir, 'iallocator'),
    exports: join(dataDir, 'export'),
    transferKeys: join(runDir, 'crypto'),
    fileStorage: at('/srv/ganeti/file-storage'),
    fileStoragePaths: join(configDir, 'file-storage-paths'),
    sharedFileStorage: at('/srv/ganeti/shared-file-storage'),
    restrictedCommands: join(configDir, 'restricted-commands'),
    restrictedCommandsLock: at('/var/lock/ganeti-restricted-commands.lock'),
    masterSocket: join(runDir, 'socket', 'ganeti-master'),
    instanceDisks: join(runDir, 'instance-disks'),
    pidFile: (daemon) => join(runDir, `ganeti-${daemon}.pid`),
    log: (daemon) => join(logDir, `${daemon}.log`),
    osLogs: join(logDir, 'os'),
    hosts: at('/etc/hosts'),
  };
}
