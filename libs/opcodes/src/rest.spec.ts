import {
  ForbiddenParameter,
  opcodes,
  parseOpcode,
  parseParams,
  restJob,
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

describe('hypervisor parameters', () => {
  it('may separate USB devices by spaces', () => {
    const hvparams = (value: unknown) =>
      ask('PUT', '/2/instances/[instance_name]/modify', { path: one, body: { hvparams: value } }).hvparams;
    expect(hvparams({ usb_devices: 'a:1 b:2', acpi: true })).toEqual({ usb_devices: 'a:1,b:2', acpi: true });
    for (const value of [{}, null, [], { usb_devices: null }]) expect(hvparams(value)).toEqual(value);
    const created = ask('POST', '/2/instances', { body: { __version__: 1, hvparams: { usb_devices: 'a b' } } });
    expect(created.hvparams).toEqual({ usb_devices: 'a,b' });
  });
});

describe('modify', () => {
  it('takes null for OS parameters as old clients send it', () => {
    const path = '/2/instances/[instance_name]/modify';
    expect(ask('PUT', path, { path: one, body: { osparams: null, os_name: 'noop' } })).toEqual({
      ...one,
      os_name: 'noop',
    });
    expect(ask('PUT', path, { path: one, body: { osparams: { a: 'b' } } })).toEqual({ ...one, osparams: { a: 'b' } });
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

describe('reinstall', () => {
  const path = '/2/instances/[instance_name]/reinstall';
  const job = (request: Partial<RestRequest>) => {
    const [definition, route] = binding('POST', path);
    return restJob(definition, route, { path: one, query: {}, body: undefined, ...request });
  };
  const shutdown = { OP_ID: 'OP_INSTANCE_SHUTDOWN', ...one };
  const startup = { OP_ID: 'OP_INSTANCE_STARTUP', ...one, force: false };
  const reinstall = (params: object) => ({
    ...{ OP_ID: 'OP_INSTANCE_REINSTALL', ...one, os_type: null, osparams: null },
    ...params,
  });

  it('stops, installs and starts in one job', () => {
    expect(job({})).toEqual([shutdown, reinstall({}), startup]);
    const body = { os: 'noop', start: false, osparams: { a: 'b' } };
    expect(job({ body })).toEqual([shutdown, reinstall({ os_type: 'noop', osparams: { a: 'b' } })]);
    for (const opcode of job({ body: {} })) expect(() => parseOpcode(opcode)).not.toThrow();
  });

  it('takes old clients, which send everything in the query', () => {
    const query = { os: ['noop'], nostartup: ['1'] };
    expect(job({ query })).toEqual([shutdown, reinstall({ os_type: 'noop' })]);
    expect(job({ query: { nostartup: ['0'] } })).toHaveLength(3);
    expect(() => job({ query: { nostartup: ['x'] } })).toThrow(/nostartup/);
  });

  it('applies common parameters to all three, and ignores unknown ones', () => {
    const depends = [[12, ['success']]];
    expect(job({ body: { depends, zzz: 1 } })).toEqual([
      { ...shutdown, depends },
      reinstall({ depends }),
      { ...startup, depends },
    ]);
  });

  it.each([
    [{ body: {}, query: { os: ['noop'] } }, /combine query and body/],
    [{ body: { start: 1 } }, /'start'/],
    [{ body: { os: '' } }, /'os'/],
    [{ body: { osparams: [] } }, /'osparams'/],
    [{ body: [1] }, /not a list/],
    [{ body: { reason: [] } }, /static/],
  ])('refuses %j', (request, text) => {
    expect(() => job(request)).toThrow(text);
  });
});

describe('multi-alloc', () => {
  const path = '/2/instances-multi-alloc';
  const instance = {
    name: 'web1',
    os: 'noop',
    mode: 'create',
    disks: [{ size: 10 }],
    nics: [],
    disk_template: 'plain',
  };
  const opcode = {
    OP_ID: 'OP_INSTANCE_CREATE',
    ...instance,
    name: undefined,
    os: undefined,
    os_type: 'noop',
    instance_name: 'web1',
  };

  it('makes opcodes of what it is given', () => {
    const params = ask('POST', path, {
      body: { instances: [instance], iallocator: 'hail' },
      query: { 'dry-run': ['1'] },
    });
    expect(params).toEqual({ instances: [opcode], iallocator: 'hail', dry_run: true });
    expect(() => parseParams(binding('POST', path)[0], params)).not.toThrow();
  });

  it.each([
    [{}, /'instances'/],
    [{ instances: {} }, /has to be a list/],
    [{ instances: [1] }, /not a number/],
    [{ instances: [{ ...instance, zzz: 1 }] }, /no parameter 'zzz'/],
    [{ instances: [{ ...instance, mode: undefined }] }, /OP_INSTANCE_CREATE.mode/],
    [{ instances: [{ ...instance, instance_name: 'web1' }] }, /twice/],
    [{ instances: [], dry_run: true }, /static/],
  ])('refuses %j', (body, text) => {
    expect(() => ask('POST', path, { body })).toThrow(text);
  });
});

describe('exports', () => {
  it('are prepared, made and removed', () => {
    const at = (what: string) => `/2/instances/[instance_name]/${what}`;
    const prepare = ask('PUT', at('prepare-export'), { path: one, query: { mode: ['remote'] } });
    expect(prepare).toEqual({ ...one, mode: 'remote' });
    const [definition] = binding('PUT', at('prepare-export'));
    expect(() => parseParams(definition, ask('PUT', at('prepare-export'), { path: one }))).toThrow(
      /mode.*has to be given/,
    );
    const body = { destination: 'node1', shutdown: false };
    expect(ask('PUT', at('export'), { path: one, body })).toEqual({ ...one, target_node: 'node1', shutdown: false });
    expect(ask('DELETE', at('export'), { path: one })).toEqual(one);
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

describe('resources of nodes', () => {
  const node = { path: { node_name: 'node1' } };
  const role = (body: unknown, query = {}) => ask('PUT', '/2/nodes/[node_name]/role', { ...node, body, query });

  it('reads a role', () => {
    const rest = { node_name: 'node1', force: false, auto_promote: false };
    expect(role('regular')).toEqual({ ...rest, master_candidate: false, offline: false, drained: false });
    expect(role('master-candidate')).toEqual({ ...rest, master_candidate: true });
    expect(role('drained')).toEqual({ ...rest, drained: true });
    expect(role('offline', { force: ['1'], 'auto-promote': ['1'] })).toEqual({
      ...{ node_name: 'node1', offline: true, force: true, auto_promote: true },
    });
  });

  it.each([['master'], ['zzz'], ['constructor'], [null], [undefined], [['drained']], [{ role: 'drained' }]])(
    'refuses the role %j',
    (body) => {
      expect(() => role(body)).toThrow(/role|master is changed/);
    },
  );

  it('migrates by body, or by the older arguments', () => {
    const migrate = (more: Partial<RestRequest>) => ask('POST', '/2/nodes/[node_name]/migrate', { ...node, ...more });
    expect(migrate({})).toEqual({ node_name: 'node1' });
    expect(migrate({ body: { mode: 'live', iallocator: '.' } })).toEqual({
      node_name: 'node1',
      mode: 'live',
      iallocator: '.',
    });
    expect(migrate({ query: { live: ['0'] } })).toEqual({ node_name: 'node1', mode: 'non-live' });
    expect(migrate({ query: { live: ['1'] }, body: { mode: 'non-live' } })).toEqual({
      node_name: 'node1',
      mode: 'live',
    });
    expect(migrate({ query: { mode: ['non-live'] } })).toEqual({ node_name: 'node1', mode: 'non-live' });
    expect(migrate({ query: { reason: ['x'] }, body: { mode: 'live' } }).mode).toBe('live');
    expect(() => migrate({ query: { live: ['1'], mode: ['live'] } })).toThrow(/only one/);
    expect(() => migrate({ body: { node_name: 'node2' } })).toThrow(/static/);
  });

  it('reads storage arguments', () => {
    const list = (query: RestRequest['query']) => ask('GET', '/2/nodes/[node_name]/storage', { ...node, query });
    expect(list({ output_fields: ['name,size'], storage_type: ['lvm-vg'] })).toEqual({
      ...{ nodes: ['node1'], output_fields: ['name', 'size'], storage_type: 'lvm-vg' },
    });
    expect(list({ output_fields: ['name'] })).toEqual({ nodes: ['node1'], output_fields: ['name'] });
    expect(() => list({ storage_type: ['lvm-vg'] })).toThrow(/'output_fields'/);
    const change = (query: RestRequest['query']) =>
      ask('PUT', '/2/nodes/[node_name]/storage/modify', { ...node, query });
    const pv = { storage_type: ['lvm-pv'], name: ['/dev/sda'] };
    const given = { node_name: 'node1', storage_type: 'lvm-pv', name: '/dev/sda' };
    expect(change(pv)).toEqual({ ...given, changes: {} });
    expect(change({ ...pv, allocatable: ['0'] })).toEqual({ ...given, changes: { allocatable: false } });
    expect(() => change({ ...pv, allocatable: ['yes'] })).toThrow(/allocatable/);
    expect(() => change({ storage_type: ['lvm-pv'] })).toThrow(/'name'/);
    expect(() => ask('PUT', '/2/nodes/[node_name]/storage/repair', { ...node, query: { name: ['xenvg'] } })).toThrow(
      /'storage_type'/,
    );
  });

  it('does not let remote clients name programs', () => {
    expect(() => ask('PUT', '/2/modify', { body: { compression_tools: ['sh'] } })).toThrow(ForbiddenParameter);
    expect(ask('PUT', '/2/modify', { body: { candidate_pool_size: 3 } })).toEqual({ candidate_pool_size: 3 });
  });

  it('takes older names of group and network parameters', () => {
    expect(ask('POST', '/2/groups', { body: { name: 'g1' } })).toEqual({ group_name: 'g1', dry_run: false });
    expect(
      ask('PUT', '/2/groups/[group_name]/modify', {
        path: { group_name: 'g1' },
        body: { custom_ndparams: { ssh_port: 22 }, custom_ipolicy: {}, custom_diskparams: {} },
      }),
    ).toEqual({ group_name: 'g1', ndparams: { ssh_port: 22 }, ipolicy: {}, diskparams: {} });
    expect(ask('POST', '/2/networks', { body: { name: 'n1', network: '10.0.0.0/24' } }).network_name).toBe('n1');
  });
});
