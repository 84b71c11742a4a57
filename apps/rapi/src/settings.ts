/** Settings of the daemon: /etc/ganeti/rapi.json, and options of the command line, which win. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { ganetiVersion } from '@ganeti/objects';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { dialects } from './compat';

const compatNames = Object.keys(dialects) as [keyof typeof dialects, ...(keyof typeof dialects)[]];
/** An address, or a network as address and prefix length. */
function isNetwork(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

const port = z.int().min(0).max(65535);

export const settingsSchema = z.strictObject({
  /** Address to listen on. */
  bind: z.string().default('0.0.0.0'),
  /** 0: any free one. */
  port: port.default(5080),
  ssl: z.boolean().default(true),
  /** PEM files instead of the cluster's rapi.pem; `ssl_cert` may hold a chain. */
  ssl_key: z.string().optional(),
  ssl_cert: z.string().optional(),
  /** `2.4`: answers as the server of the seed did, where it differs from today's; see docs/compatibility.md. */
  compat: z.enum(compatNames).default('today'),
  /** Off: reading needs no password. Default: on, but off with `compat` 2.4. */
  require_authentication: z.boolean().optional(),
  /** Requests per second of each user (of each address, when nobody has to say who they are); 0: no limit. */
  rate_limit: z.number().min(0).default(0),
  /** Requests at once after a pause, when there is a limit. */
  rate_burst: z.number().min(1).default(100),
  /** Addresses and networks that may read /metrics without a password, e.g. `127.0.0.1`, `10.1.0.0/16`. */
  metrics_allow: z.array(z.string().refine(isNetwork, 'is no address or network')).default([]),
  /** Event streams of one user at a time. */
  max_event_streams: z.int().min(1).default(16),
  /** How often an event stream says that it lives, seconds. */
  event_heartbeat_seconds: z.number().min(0.05).max(50).default(15),
  /** Connections at a time. */
  max_clients: z.int().min(1).default(1000),
  /** Largest body of a request, bytes. */
  body_limit: z
    .int()
    .min(1024)
    .default(10 * 1024 * 1024),
  /** Memory for kept answers, bytes. */
  cache_limit: z
    .int()
    .min(0)
    .default(128 * 1024 * 1024),
  /** Release that the Server header names. */
  release: z
    .string()
    .regex(/^[\w.~+-]+$/)
    .default(ganetiVersion),
  log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  /** How often to look at the users file and the certificate, besides the system's notices; seconds. */
  poll_seconds: z.number().min(0.05).default(5),
  /** How long requests under way may take when the daemon ends; seconds. */
  stop_seconds: z.number().min(0).default(10),
});

export type Settings = z.output<typeof settingsSchema>;

export interface CommandLine {
  /** Prefix of all paths; missing: GANETI_ROOTDIR or none. */
  readonly root: string | undefined;
  /** Settings given on the command line. */
  readonly overrides: Partial<Settings>;
}

function portNumber(text: string): number {
  const parsed = port.safeParse(Number(text));
  if (!/^\d+$/.test(text) || !parsed.success) throw new InvalidArgumentError('a port is a number from 0 to 65535');
  return parsed.data;
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('a number above 0 is needed');
  return Number(text);
}

/** `argv`: without program and script. Prints help or what is wrong, and ends the process, as commander does. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const options = new Command('ganeti-rapi')
    .description("Ganeti's remote API: HTTPS and JSON")
    .option('-p, --port <port>', 'port to listen on', portNumber)
    .option('-b, --bind <address>', 'address to listen on')
    .option('--no-ssl', 'plain HTTP')
    .option('-K, --ssl-key <file>', 'private key (PEM)')
    .option('-C, --ssl-cert <file>', 'certificate, or chain (PEM)')
    .addOption(new Option('--require-authentication', 'every request needs a password').conflicts('anonymousRead'))
    .option('--anonymous-read', 'reading needs no password')
    .addOption(new Option('--compat <release>', 'answer as that release of Ganeti did').choices(compatNames))
    .option('--max-clients <number>', 'connections at a time', positive)
    .option('--root <dir>', 'directory put before all paths')
    .option('-d, --debug', 'write more into the log')
    .parse([...argv], { from: 'user' })
    .opts<{
      port?: number;
      bind?: string;
      ssl: boolean;
      sslKey?: string;
      sslCert?: string;
      requireAuthentication?: true;
      anonymousRead?: true;
      compat?: Settings['compat'];
      maxClients?: number;
      root?: string;
      debug?: true;
    }>();
  const overrides: Partial<Settings> = {
    port: options.port,
    bind: options.bind,
    ssl: options.ssl ? undefined : false,
    ssl_key: options.sslKey,
    ssl_cert: options.sslCert,
    require_authentication: options.requireAuthentication ?? (options.anonymousRead ? false : undefined),
    compat: options.compat,
    max_clients: options.maxClients,
    log_level: options.debug ? 'debug' : undefined,
  };
  return {
    root: options.root,
    overrides: Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)),
  };
}
