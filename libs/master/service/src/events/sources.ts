/** What becomes an event: changes of jobs, of the configuration, and of what the nodes report. */
import type { Change, ClusterConfig, ConfigView } from '@ganeti/master-config';
import type { JobEvent, JobQueue } from '@ganeti/master-jobs';
import type { LiveView } from '@ganeti/master-live';
import type { Instance, Node, ObjectKind } from '@ganeti/objects';
import type { NewEvent } from './ring';

export interface EventSources {
  readonly config: ClusterConfig;
  readonly live: LiveView;
  readonly jobs: Pick<JobQueue, 'onEvent' | 'get'>;
  /** The status that lists show. */
  readonly statusOf: (instance: Instance) => string;
}

/** Disks are told with their instance. */
const kinds: Partial<Record<ObjectKind, NewEvent['kind']>> = {
  cluster: 'cluster',
  instance: 'instance',
  node: 'node',
  nodegroup: 'group',
  network: 'network',
  filter: 'filter',
};

/** Tells `push` of every change from now on; answers how to stop. */
export function followCluster({ config, live, jobs, statusOf }: EventSources, push: (event: NewEvent) => void): () => void {
  const statuses = new Map<string, string>();
  const reachable = new Map<string, boolean>();

  function noteStatus(instance: Instance): void {
    const status = statusOf(instance);
    const known = statuses.get(instance.uuid);
    statuses.set(instance.uuid, status);
    if (known === undefined || known === status) return;
    push({ kind: 'instance', type: 'status', name: instance.name, data: { status }, access: accessOf('instance', instance, config.view) });
  }

  function onCommit(changes: readonly Change[]): void {
    const { view } = config;
    for (const change of changes) {
      const event = eventOf(change, view);
      if (event !== null) push(event);
      if (change.kind !== 'instance') continue;
      const instance = view.get('instance', change.uuid);
      if (instance === undefined) statuses.delete(change.uuid);
      else noteStatus(instance);
    }
  }

  function onLive({ node: uuid, instances }: { node: string; instances: readonly string[] }): void {
    const { view } = config;
    const concerned = new Set(instances.flatMap((name) => view.instance(name)?.uuid ?? []));
    const now = live.node(uuid).reachable;
    const node = view.get('node', uuid);
    if (reachable.get(uuid) !== now) {
      if (reachable.has(uuid) && node !== undefined) {
        push({ kind: 'node', type: 'status', name: node.name, data: { reachable: now }, access: accessOf('node', node, view) });
      }
      if (node === undefined) reachable.delete(uuid);
      else reachable.set(uuid, now);
      // What is known of all its instances is another thing now, whether they were reported or not.
      for (const instance of view.primariesOf(uuid)) concerned.add(instance);
    }
    for (const instance of concerned) {
      const found = view.get('instance', instance);
      if (found !== undefined) noteStatus(found);
    }
  }

  if (config.initialised) for (const instance of config.view.all('instance')) statuses.set(instance.uuid, statusOf(instance));
  const stops = [config.onCommit(onCommit), live.onChange(onLive), jobs.onEvent((event) => push(jobEvent(event)))];
  return () => {
    for (const stop of stops) stop();
  };
}

function jobEvent(event: JobEvent): NewEvent {
  const common = { kind: 'job', name: event.id, access: {} } as const;
  switch (event.type) {
    case 'job':
      return { ...common, type: 'changed', data: { status: event.status } };
    case 'log':
      return { ...common, type: 'log', data: { entries: event.entries } };
    case 'archived':
      return { ...common, type: 'archived', data: {} };
  }
}

/** What a job's event need not carry as long as the job is there: it never changes. */
export function withJob(jobs: Pick<JobQueue, 'get'>): (event: NewEvent) => NewEvent {
  return (event) => {
    const job = event.kind === 'job' ? jobs.get(Number(event.name)) : undefined;
    if (job === undefined) return event;
    const data = event.type === 'changed' ? { ...event.data, summary: job.summary } : event.data;
    return { ...event, data, access: { user: job.user } };
  };
}

function eventOf({ kind, uuid, before, after }: Change, view: ConfigView): NewEvent | null {
  const shown = kinds[kind];
  const object = (after ?? before) as { readonly name?: string } | null;
  if (shown === undefined || object === null) return null;
  const type = before === null ? 'created' : after === null ? 'removed' : 'changed';
  return { kind: shown, type, name: nameOf(kind, object, view) ?? uuid, data: { uuid }, access: accessOf(kind, object, view) };
}

function nameOf(kind: ObjectKind, object: { readonly name?: string }, view: ConfigView): string | undefined {
  return kind === 'cluster' ? view.cluster().cluster_name : object.name;
}

function accessOf(kind: ObjectKind, object: object, view: ConfigView): NewEvent['access'] {
  return { tags: (object as { tags?: readonly string[] }).tags ?? [], groups: groupsOf(kind, object, view) };
}

/** Names of the node groups it lies in. */
function groupsOf(kind: ObjectKind, object: object, view: ConfigView): string[] {
  switch (kind) {
    case 'instance':
      return named(nodesOf(object as Instance, view).flatMap((uuid) => view.get('node', uuid)?.group ?? []), view);
    case 'node':
      return named([(object as Node).group], view);
    case 'nodegroup':
      return [(object as { name: string }).name];
    default:
      return [];
  }
}

/** Of a removed instance the disks are gone: its primary node is what is left. */
function nodesOf(instance: Instance, view: ConfigView): string[] {
  return view.get('instance', instance.uuid) === undefined ? [instance.primary_node] : view.nodesOfInstance(instance);
}

const named = (groups: readonly string[], view: ConfigView): string[] => [
  ...new Set(groups.flatMap((uuid) => view.get('nodegroup', uuid)?.name ?? [])),
];
