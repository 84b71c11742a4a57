/** Where the data of an instance that is not installed comes from. */
import { OpPrereqError } from '@ganeti/errors';
import type { CheckContext } from '@ganeti/master-jobs';
import { normaliseHostname } from '@ganeti/objects';
import { isAbsolute } from 'node:path/posix';
import { checkCertificate, checkHandshake } from '../backup/cross-cluster';
import { hasScripts } from '../backup/scripted';
import { askNodes } from '../common/ask-nodes';
import { nodeBy, nodeOf } from '../common/lookup';
import { checkOnline } from '../common/node-checks';
import { checkCompression } from '../common/transfer';
import type { Services } from '../services';
import type { CreateParams } from './create-request';
import { readExport, type Dump } from './import-params';

/** What the run needs to know. */
export type Origin =
  | {
      readonly type: 'export';
      /** uuid */
      readonly node: string;
      /** Name of the export, or absolute path. */
      readonly path: string;
      readonly dumps: readonly Dump[];
      readonly scripted: boolean;
      readonly compression: string;
      /** As the instance was called. */
      readonly oldName: string;
    }
  | {
      readonly type: 'remote';
      /** PEM */
      readonly certificate: string;
      readonly oldName: string;
      /** Seconds until the sender has to come. */
      readonly patience: number;
    };

export interface Wanted {
  /** With what the export says. */
  readonly params: CreateParams;
  readonly origin: Origin | null;
}

/** Seconds from the announcement until the other cluster has stopped the instance and taken its snapshots, beside the time that stopping takes. */
const remotePatience = 600;

/** Asks nodes when there is an export to be read. Throws OpPrereqError. */
export async function wantedInstance(services: Services, params: CreateParams, cx: CheckContext): Promise<Wanted> {
  if (params.mode === 'create') return { params, origin: null };
  if (params.forthcoming || params.commit) throw new OpPrereqError(`Mode '${params.mode}' brings the data at once; 'forthcoming' and 'commit' are for mode 'create'`, 'wrong_input');
  checkCompression(cx.config.cluster(), params.compress);
  return params.mode === 'import' ? fromExport(params, cx) : fromCluster(services, params);
}

async function fromExport(params: CreateParams, cx: CheckContext): Promise<Wanted> {
  const path = params.src_path ?? normaliseHostname(params.instance_name);
  const node = params.src_node === null && params.src_node_uuid === null ? await search(path, cx) : nodeOf(cx.config, params.src_node ?? '', params.src_node_uuid).uuid;
  const { name } = nodeBy(cx.config, node);
  checkOnline(nodeBy(cx.config, node));
  const { exists, config } = await cx.read(node, 'Exports.Describe', { path });
  if (!exists) throw new OpPrereqError(`Node ${name} has no export ${path}; 'gnt backup list' shows the ones there are`, 'wrong_input');
  const read = readExport(config, params, `${path} on node ${name}`);
  const { dumps, scripted, compression } = read;
  if (!scripted) dumps.forEach((dump, index) => checkFits(dump, index, read.params));
  return { params: read.params, origin: { type: 'export', node, path, dumps, scripted, compression, oldName: read.name } };
}

async function search(path: string, cx: CheckContext): Promise<string> {
  if (isAbsolute(path)) throw new OpPrereqError(`'src_path' is the absolute path ${path}; name the node it is on as 'src_node'`, 'wrong_input');
  const answers = await askNodes(cx, [...cx.config.all('node')], async (node) => (await cx.read(node.uuid, 'Exports.List', {})).names);
  const found = answers.find(({ answer }) => answer.includes(path));
  if (found === undefined) throw new OpPrereqError(`No node has an export ${path}; 'gnt backup list' shows the ones there are`, 'wrong_input');
  return found.node.uuid;
}

function checkFits(dump: Dump, index: number, params: CreateParams): void {
  const size = Number(params.disks[index]?.size);
  if (dump === null || !Number.isFinite(size) || size >= dump.size) return;
  throw new OpPrereqError(`Disk ${index} was exported as it is, with ${dump.size} MiB; it cannot be put into one of ${size} MiB`, 'wrong_input');
}

async function fromCluster(services: Services, params: CreateParams): Promise<Wanted> {
  const secret = await services.keys.secrets.domainSecret();
  checkHandshake(secret, params.source_handshake ?? []);
  const certificate = checkCertificate(secret, params.source_x509_ca ?? '', 'source_x509_ca');
  const oldName = normaliseHostname(params.source_instance_name ?? '');
  return { params, origin: { type: 'remote', certificate, oldName, patience: params.source_shutdown_timeout + remotePatience } };
}

/** Whether the OS definition's scripts can be run on the instance's node. Throws OpPrereqError when they are needed and cannot. */
export async function checkScripts(cx: CheckContext, node: string, os: string, origin: Origin): Promise<boolean> {
  const scripts = await hasScripts(cx, node, os);
  if (scripts || origin.type === 'remote' || !origin.scripted) return scripts;
  throw new OpPrereqError(
    `The export of ${origin.oldName} was made by scripts of its OS definition, and is read by its import script: ${os === '' ? "give the OS as 'os_type'" : `OS ${os} has to be usable on node ${nodeBy(cx.config, node).name}`}`,
    'wrong_input',
  );
}
