/** The resources against the facts about Ganeti that lie beside the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { restOperations, restResources } from '../index';
import { osRow } from './rows/cluster';
import { groupRow } from './rows/group';
import { instanceRow } from './rows/instance';
import { filterRule, jobBulkRow, jobRow } from './rows/job';
import { networkRow } from './rows/network';
import { nodeRow } from './rows/node';

const dir = process.env['GANETI_REFERENCE'] ?? new URL('../../../../../shared/reference', import.meta.url).pathname;
const present = existsSync(`${dir}/rapi.json`);
const withReference = present ? describe : describe.skip;

interface Reference {
  resources: {
    uri: string;
    method: string;
    access: string[];
    opcode_is_submitted_as_job: boolean;
    query_args: { name: string }[];
  }[];
  field_lists: Record<string, string[]>;
}
const reference = (
  present ? JSON.parse(readFileSync(`${dir}/rapi.json`, 'utf8')) : { resources: [], field_lists: {} }
) as Reference;
const anonymous = (path: string) => path.replace(/\{[^}]*\}|\[[^\]]*\]/g, '[]');
const key = (method: string, path: string) => `${method} ${anonymous(path)}`;

withReference('resources as Ganeti has them', () => {
  // Ganeti answers the list of OS definitions by a job that it waits for; here it is a list like others.
  const theirs = reference.resources.filter(
    (resource) => !resource.opcode_is_submitted_as_job || resource.uri === '/2/os',
  );

  it('are all there, and no others but our own', () => {
    const ours = restResources.filter(({ own }) => own !== true).map(({ method, path }) => key(method, path));
    expect(ours.sort()).toEqual(theirs.map(({ method, uri }) => key(method, uri)).sort());
  });

  it.each(theirs.map((resource) => [key(resource.method, resource.uri), resource] as const))('%s', (at, resource) => {
    const mine = restResources.find(({ method, path }) => key(method, path) === at);
    const asked = resource.query_args.map(({ name }) => name).filter((name) => name !== 'reason');
    expect(Object.keys(mine?.query ?? {}).sort()).toEqual(asked.sort());
    const [access] =
      resource.access.length === 0 ? ['anyone'] : resource.access.includes('read') ? ['read'] : ['write'];
    expect(mine?.access).toBe(access);
  });

  it.each([
    ['I_FIELDS', instanceRow],
    ['N_FIELDS', nodeRow],
    ['G_FIELDS', groupRow],
    ['NET_FIELDS', networkRow],
    ['J_FIELDS', jobRow],
    ['J_FIELDS_BULK', jobBulkRow],
    ['FILTER_RULE_FIELDS', filterRule],
    ['OSI_FIELDS_BULK', osRow],
  ] as [string, z.ZodObject][])('rows have the fields of %s', (name, row) => {
    const fields = Object.entries(row.shape).flatMap(([field, schema]) =>
      schema instanceof z.ZodOptional ? [] : [field],
    );
    expect(fields.sort()).toEqual([...(reference.field_lists[name] ?? [])].sort());
  });
});

withReference('recorded answers', () => {
  const golden = (name: string): unknown =>
    JSON.parse(readFileSync(`${dir}/../golden/${name}.json`, 'utf8')).response.json;
  it.each([
    // Recorded before there was custom_osparams.
    ['GET_2_instances_inst1', instanceRow.partial({ custom_osparams: true })],
    ['GET_2_nodes_node1', nodeRow],
    ['GET_2_groups_default', groupRow],
    ['GET_2_networks_net1', networkRow],
    ['GET_2_jobs_1', jobRow],
    ['GET_2_filters_UUID', filterRule],
    ['GET_2_jobs_bulk_1', z.array(jobBulkRow)],
    ['GET_2_nodes_bulk_1', z.array(nodeRow)],
  ] as [string, z.ZodType][])('%s fits its description', (name, schema) => {
    expect(schema.safeParse(golden(name)).error?.issues ?? []).toEqual([]);
  });
});

describe('every method', () => {
  const operations = restOperations();
  it('is there once, and asks for a permission', () => {
    const keys = operations.map(({ method, path }) => key(method, path));
    expect(keys.filter((each, index) => keys.indexOf(each) !== index)).toEqual([]);
    for (const { permission } of operations) {
      if (permission !== null && permission !== '*') expect(permission).toMatch(/^([a-z]+|\*)(\.[a-z-]+)+$/);
    }
    const free = operations
      .filter(({ permission, permissionNote }) => (permissionNote ?? permission) === null)
      .map(({ path }) => path);
    expect(free).toEqual(['/', '/2', '/2/events', '/2/features', '/2/openapi.json', '/2/query/[resource]/fields', '/version']);
  });
});
