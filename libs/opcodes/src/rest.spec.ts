import {
  ForbiddenParameter,
  opcodes,
  parseParams,
  restParams,
  type OpcodeDefinition,
  type RestBinding,
  type RestRequest,
} from './index';

function binding(method: string, path: string): [OpcodeDefinition, RestBinding] {
  for (const definition of opcodes.values()) {
    const found = definition.rest?.find((candidate) => candidate.method === method && candidate.path === path);
    if (found !== undefined) return [definition, found];
  }
  throw new Error(`no route ${method} ${path}`);
}

function ask(method: string, path: string, request: Partial<RestRequest> = {}): Record<string, unknown> {
  const [definition, route] = binding(method, path);
  return restParams(definition, route, { path: {}, query: {}, body: undefined, ...request });
}
const one = { instance_name: 'web1' };

describe('restParams', () => {
  it('joins path, query and body', () => {
    const params = ask('PUT', '/2/instances/[instance_name]/shutdown', {
      path: one,
      query: { 'dry-run': ['1'] },
      body: { timeout: 5 },
    });
    expect(params).toEqual({ instance_name: 'web1', no_remember: false, dry_run: true, timeout: 5 });
  });

  it('ignores the body where a resource has none', () => {
    expect(ask('PUT', '/2/instances/[instance_name]/startup', { path: one, body: { zzz: 1 } })).toEqual({
      ...{ instance_name: 'web1', force: false, no_remember: false, dry_run: false },
    });
  });

  it.each([
    ['0', false],
    ['1', true],
    ['2', true],
    ['-1', true],
  ])('reads the boolean %s', (text, value) => {
    expect(ask('PUT', '/2/instances/[instance_name]/startup', { path: one, query: { force: [text] } }).force).toBe(
      value,
    );
  });

  it.each(['true', 'x', '', '1.5'])('refuses the boolean "%s"', (text) => {
    expect(() =>
      ask('PUT', '/2/instances/[instance_name]/startup', { path: one, query: { 'dry-run': [text] } }),
    ).toThrow(/Invalid value for the 'dry-run' parameter/);
  });

  it('counts the first of repeated values', () => {
    expect(ask('PUT', '/2/instances/[instance_name]/startup', { path: one, query: { force: ['0', '1'] } }).force).toBe(
      false,
    );
  });

  it('does not let the body change what the path says', () => {
    expect(() =>
      ask('PUT', '/2/instances/[instance_name]/modify', { path: one, body: { instance_name: 'x' } }),
    ).toThrow(/Can't overwrite static parameters \{'instance_name'\}/);
    expect(() => ask('PUT', '/2/instances/[instance_name]/modify', { path: one, body: { reason: [] } })).toThrow(
      /static/,
    );
  });

  it('takes older names, but not both', () => {
    const path = '/2/instances/[instance_name]/modify';
    expect(ask('PUT', path, { path: one, body: { custom_beparams: { vcpus: 2 } } })).toEqual({
      ...one,
      beparams: { vcpus: 2 },
    });
    expect(() => ask('PUT', path, { path: one, body: { custom_beparams: {}, beparams: {} } })).toThrow(/twice/);
  });

  it.each([
    [['x'], 'a list'],
    ['x', 'a string'],
    [5, 'a number'],
  ])('refuses the body %j', (body, what) => {
    expect(() => ask('PUT', '/2/instances/[instance_name]/migrate', { path: one, body })).toThrow(`not ${what}`);
  });

  it('refuses forbidden parameters apart from wrong ones', () => {
    const [definition, route] = binding('PUT', '/2/instances/[instance_name]/migrate');
    const request = { path: one, query: {}, body: { cleanup: true } };
    expect(() => restParams(definition, { ...route, forbidden: ['cleanup'] }, request)).toThrow(ForbiddenParameter);
  });

  it('turns an index in the path into a number', () => {
    const params = ask('POST', '/2/instances/[instance_name]/disk/[disk]/grow', {
      path: { instance_name: '12', disk: '1' },
      body: { amount: 4 },
    });
    expect(params).toEqual({ instance_name: '12', disk: 1, amount: 4 });
  });
});

describe('create', () => {
  const body = {
    __version__: 1,
    name: 'web1',
    os: 'noop',
    mode: 'create',
    disks: [],
    nics: [{}],
    disk_template: 'diskless',
  };

  it('takes a request of version 1 with older names', () => {
    const [definition] = binding('POST', '/2/instances');
    const params = ask('POST', '/2/instances', { body, query: { 'dry-run': ['1'] } });
    expect(params).toMatchObject({ instance_name: 'web1', os_type: 'noop', dry_run: true });
    expect(parseParams(definition, params).start).toBe(true);
  });

  it.each([
    [{ ...body, __version__: undefined }, /version 0 is no longer supported/],
    [{ ...body, __version__: 0 }, /version 0 is no longer supported/],
    [{ ...body, __version__: 2 }, /Unsupported request data version 2/],
    [{ ...body, dry_run: true }, /Can't overwrite static parameters \{'dry_run'\}/],
    [undefined, /version 0/],
  ])('refuses %j', (sent, text) => {
    const clean: unknown = sent === undefined ? undefined : JSON.parse(JSON.stringify(sent));
    expect(() => ask('POST', '/2/instances', { body: clean })).toThrow(text);
  });
});

describe('replace-disks', () => {
  const path = '/2/instances/[instance_name]/replace-disks';

  it('takes old clients, which send everything in the query', () => {
    expect(ask('POST', path, { path: one, query: { mode: ['replace_on_primary'], disks: ['0,1'] } })).toEqual({
      ...{ instance_name: 'web1', mode: 'replace_on_primary', disks: [0, 1] },
    });
  });

  it('takes disks as text or list in the body, and leaves empty ones out', () => {
    const disks = (value: unknown) =>
      ask('POST', path, { path: one, query: { mode: ['x'] }, body: { mode: 'replace_auto', disks: value } });
    expect(disks('0,2')).toEqual({ ...one, mode: 'replace_auto', disks: [0, 2] });
    expect(disks([1])).toEqual({ ...one, mode: 'replace_auto', disks: [1] });
    expect(disks([])).toEqual({ ...one, mode: 'replace_auto' });
    expect(() => disks('0,x')).toThrow(/Disk "x" is not a number/);
  });
});

describe('tags and info', () => {
  it('reads tags from repeated arguments', () => {
    expect(ask('PUT', '/2/instances/[name]/tags', { path: { name: 'web1' }, query: { tag: ['a', 'b'] } })).toEqual({
      ...{ kind: 'instance', name: 'web1', tags: ['a', 'b'], dry_run: false },
    });
    expect(ask('DELETE', '/2/tags')).toEqual({ kind: 'cluster', tags: [], dry_run: false });
  });

  it('locks the instance only when nodes are asked', () => {
    const info = (query: RestRequest['query']) => ask('GET', '/2/instances/[instance_name]/info', { path: one, query });
    expect(info({})).toEqual({ instances: ['web1'], static: false, use_locking: true });
    expect(info({ static: ['1'] })).toEqual({ instances: ['web1'], static: true, use_locking: false });
  });

  it('restarts hard unless told otherwise', () => {
    const reboot = (query: RestRequest['query']) =>
      ask('POST', '/2/instances/[instance_name]/reboot', { path: one, query });
    expect(reboot({}).reboot_type).toBe('hard');
    expect(reboot({ type: ['soft'] }).reboot_type).toBe('soft');
  });
});
