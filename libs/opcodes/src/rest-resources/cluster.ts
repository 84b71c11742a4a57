/** What is about the cluster as a whole, or about this interface. */
import { z } from 'zod';
import { bulk, type RestResource } from './resource';
import { clusterInfo, osRow } from './rows/cluster';

const index = z
  .array(z.object({ name: z.string(), uri: z.string() }))
  .nullable()
  .describe('null; with `--compat=2.4` the resources below it.');

const reading = { method: 'GET', access: 'anyone' } as const;

export const clusterResources: readonly RestResource[] = [
  { ...reading, path: '/', title: 'What there is', permission: null, answer: index },
  { ...reading, path: '/2', title: 'What there is in version 2', permission: null, answer: index },
  { ...reading, path: '/version', title: 'Version of the remote API', permission: null, answer: z.literal(2) },
  {
    ...reading,
    path: '/2/features',
    title: 'What this server can do beyond version 2',
    permission: null,
    answer: z
      .array(z.string())
      .describe(
        'instance-create-reqv1: creation takes bodies of version 1; instance-reinstall-reqv1: reinstallation takes a body; ' +
          'node-migrate-reqv1: node migration takes a body; node-evac-res1: evacuation is one job that answers others.',
      ),
  },
  {
    ...reading,
    path: '/2/openapi.json',
    title: 'This interface as an OpenAPI document',
    permission: null,
    answer: z.looseObject({ openapi: z.string() }),
    own: true,
  },
  {
    ...reading,
    path: '/2/events',
    title: 'Changes of jobs and of the cluster as they happen',
    doc: 'Server-sent events, of the kinds whose reading the user is allowed (`instance.read` and its like); see docs/events.md. A client that comes back gives the id of its last event in the header `Last-Event-ID`.',
    permission: null,
    query: {
      kinds: { type: 'list', doc: 'Only these: job, instance, node, group, network, filter, cluster; separated by commas.' },
      last_event_id: { type: 'string', doc: 'Like the header, for clients that cannot set it.' },
    },
    answer: z.string(),
    mediaType: 'text/event-stream',
    errors: { 429: 'There are too many streams of this user.' },
    own: true,
  },
  {
    ...reading,
    access: 'read',
    path: '/metrics',
    title: 'Figures for Prometheus',
    doc: 'Of the remote API and of the master, in the text format of Prometheus; see docs/metrics.md. Addresses in the setting `metrics_allow` need no password.',
    permission: 'metrics.read',
    answer: z.string(),
    mediaType: 'text/plain',
    own: true,
  },
  {
    ...reading,
    path: '/2/info',
    title: 'Show the cluster and its defaults',
    permission: 'cluster.read',
    answer: clusterInfo,
  },
  {
    ...reading,
    path: '/2/tags',
    title: 'Show the tags of the cluster',
    permission: 'cluster.read',
    answer: z.array(z.string()).describe('The tags in alphabetical order.'),
  },
  {
    ...reading,
    path: '/2/os',
    title: 'List OS definitions for new instances',
    doc: 'Names are as `os_type` takes them: `debian+trixie` for each variant. Hidden, blacklisted and broken ones are left out, unless `bulk` is set.',
    permission: 'os.read',
    query: { bulk },
    answer: z.union([z.array(z.string()), z.array(osRow)]),
  },
];
