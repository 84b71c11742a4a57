/** Every resource and method there is up to Ganeti 3.2 is served: facts in ../shared/reference/rapi.json. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHarness, type Harness } from './testing/harness';

const path = join(process.cwd(), '../shared/reference/rapi.json');
const suite = existsSync(path) ? describe : describe.skip;

interface Resource {
  readonly uri: string;
  readonly method: string;
  readonly access: readonly string[];
}

const example: Readonly<Record<string, string>> = { job_id: '1', disk_index: '0', resource: 'node' };
const address = ({ uri }: Resource): string => uri.replace(/\{(\w+)\}/g, (_, name: string) => example[name] ?? 'name');

suite('resources of Ganeti', () => {
  const resources = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as { resources: Resource[] }).resources
    : [];
  let harness: Harness;
  beforeAll(async () => (harness = await startHarness({ require_authentication: false })));
  afterAll(() => harness.stop());

  it('are all there, and for the same users', async () => {
    expect([resources.length, new Set(resources.map(({ uri }) => uri)).size]).toEqual([84, 61]);
    const nobody = harness.client();
    const reader = harness.client('rd', 'rdpw');
    for (const resource of resources) {
      const place = [resource.method, address(resource)] as const;
      const { status } = await nobody.request(...place);
      // 404 is an unknown object, 501 a missing method; to whom nothing is said, the resource is not shown either.
      expect([...place, status === 401]).toEqual([...place, resource.access.length > 0]);
      expect([...place, status]).not.toEqual([...place, 501]);
      const { status: forReader } = await reader.request(...place);
      const mayNot = resource.access.length > 0 && !resource.access.includes('read');
      expect([...place, forReader === 403]).toEqual([...place, mayNot]);
    }
  });

  it('have no other method', async () => {
    const reader = harness.client('rd', 'rdpw');
    for (const uri of new Set(resources.map(address))) {
      const has = new Set(resources.filter((resource) => address(resource) === uri).map(({ method }) => method));
      for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'].filter((each) => !has.has(each))) {
        expect([method, uri, (await reader.request(method, uri)).status]).toEqual([method, uri, 501]);
      }
    }
  });
});
