import { readFileSync, existsSync } from 'node:fs';
import fc from 'fast-check';
import {
  beForOutput,
  BE_DEFAULTS,
  changedParams,
  checkBe,
  checkDiskParams,
  checkFilledBe,
  checkFilledHv,
  checkHv,
  checkNd,
  checkNic,
  diskNodes,
  diskUsage,
  drbdVolumeNames,
  fillAllDiskParams,
  fillBe,
  fillDiskParams,
  fillHv,
  fillIPolicy,
  fillNd,
  fillNic,
  fillOs,
  formatSize,
  HV_DEFAULTS,
  HV_GLOBALS,
  hypervisorParams,
  initialCluster,
  initialGroup,
  initialNode,
  ipolicyViolations,
  IPOLICY_DEFAULTS,
  isHostname,
  isMirrored,
  ND_DEFAULTS,
  NIC_DEFAULTS,
  DISK_DEFAULTS,
  nodeRole,
  nodeRoleLetter,
  normaliseHostname,
  parseSize,
  secondaryOf,
  shortName,
  validateTag,
  volumeName,
  withoutHvGlobals,
  withoutTags,
  withTags,
  type BlockDevice,
  type Cluster,
  type Node,
  type NodeGroup,
} from './index';

const saved = { serial_no: 1, ctime: 0, mtime: 0 };
const cluster = (more: Partial<Cluster> = {}): Cluster => ({
  ...saved,
  ...initialCluster({ uuid: 'c', cluster_name: 'cluster.example.com', master_node: 'n1', master_ip: '192.0.2.1' }),
  ...more,
});
const group = (more: Partial<NodeGroup> = {}): NodeGroup => ({ ...saved, ...initialGroup({ uuid: 'g' }), ...more });
const node = (more: Partial<Node> = {}): Node => ({
  ...saved,
  ...initialNode({ uuid: 'n2', name: 'node2', primary_ip: '192.0.2.2', group: 'g', certificate_digest: '' }),
  ...more,
});
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return [(error as { className: string }).className, (error as { code?: string }).code];
  }
};

const reference = process.env['GANETI_REFERENCE'] ?? new URL('../../../../shared/reference', import.meta.url).pathname;
const present = existsSync(`${reference}/params.json`);
if (!present) console.warn(`Comparison with Ganeti skipped: ${reference} is not there (set GANETI_REFERENCE)`);

(present ? describe : describe.skip)('defaults as in Ganeti', () => {
  interface Param {
    name: string;
    type: string;
    default: unknown;
    global_only?: boolean;
    required_by_hypervisor?: boolean;
    values?: string[];
  }
  const facts = present ? JSON.parse(readFileSync(`${reference}/params.json`, 'utf8')) : {};
  const defaults = (params: Param[]) => Object.fromEntries(params.map((param) => [param.name, param.default]));

  it('hypervisors', () => {
    const theirs = facts.hypervisors as Record<string, { params: Param[] }>;
    expect(Object.keys(hypervisorParams).sort()).toEqual(Object.keys(theirs).sort());
    for (const [name, { params }] of Object.entries(theirs)) {
      expect(HV_DEFAULTS[name]).toEqual(defaults(params));
      const table: Record<string, { type: string; values?: readonly string[]; required?: boolean; global?: boolean }> =
        hypervisorParams[name as never];
      for (const param of params) {
        expect([name, param.name, table[param.name]?.type.replace('maybe-string', 'maybe<string>')]).toEqual([
          name,
          param.name,
          param.type,
        ]);
        expect([name, param.name, table[param.name]?.values]).toEqual([name, param.name, param.values]);
        expect([name, param.name, table[param.name]?.required ?? false]).toEqual([
          name,
          param.name,
          param.required_by_hypervisor,
        ]);
        expect([name, param.name, table[param.name]?.global ?? false]).toEqual([name, param.name, param.global_only]);
      }
    }
    expect([...HV_GLOBALS].sort()).toEqual(facts.hv_globals);
  });

  it('backend, NIC, node, disk and policy', () => {
    expect(BE_DEFAULTS).toEqual(defaults(facts.beparams));
    expect(NIC_DEFAULTS).toEqual(defaults(facts.nicparams));
    expect(ND_DEFAULTS).toEqual(defaults(facts.ndparams));
    expect(DISK_DEFAULTS).toEqual(
      Object.fromEntries(
        Object.entries(facts.diskparams_per_template as Record<string, Param[]>).map(([name, params]) => [
          name,
          defaults(params),
        ]),
      ),
    );
    expect(IPOLICY_DEFAULTS).toEqual(facts.ipolicy.cluster_defaults);
  });
});

describe('layers', () => {
  it('of backend parameters', () => {
    const c = cluster({ beparams: { default: { vcpus: 2 } } });
    expect(fillBe(c, { maxmem: 512 })).toEqual({ ...BE_DEFAULTS, vcpus: 2, maxmem: 512 });
    expect(beForOutput(fillBe(c, { maxmem: 512 })).memory).toBe(512);
  });

  it('of hypervisor parameters: the OS comes between cluster and instance', () => {
    const c = cluster({
      hvparams: { kvm: { acpi: false, kernel_args: 'cluster', boot_order: 'cdrom' } },
      os_hvp: { noop: { kvm: { kernel_args: 'os', boot_order: 'network' } } },
    });
    expect(fillHv(c, 'kvm', 'noop', { boot_order: 'disk' })).toMatchObject({
      acpi: false,
      kernel_args: 'os',
      boot_order: 'disk',
      disk_type: 'paravirtual',
    });
    expect(fillHv(c, 'kvm', 'other', {}).kernel_args).toBe('cluster');
    expect(withoutHvGlobals({ migration_mode: 'live', acpi: true })).toEqual({ acpi: true });
  });

  it('of NIC, node and disk parameters', () => {
    const c = cluster({
      nicparams: { default: { link: 'br0' } },
      ndparams: { ssh_port: 23, spindle_count: 2 },
      diskparams: { drbd: { metavg: 'a', protocol: 'A' } },
    });
    expect(fillNic(c, { mode: 'routed' })).toEqual({ mode: 'routed', link: 'br0', vlan: '' });
    const g = group({ ndparams: { spindle_count: 3 }, diskparams: { drbd: { metavg: 'b' } } });
    expect(fillNd(c, g)).toMatchObject({ ssh_port: 23, spindle_count: 3 });
    expect(fillNd(c, g, node({ ndparams: { spindle_count: 4 } })).spindle_count).toBe(4);
    expect(fillDiskParams(c, g, 'drbd')).toMatchObject({ metavg: 'b', protocol: 'A', 'resync-rate': 61440 });
    expect(fillAllDiskParams(c).drbd).toMatchObject({ metavg: 'a' });
  });

  it('of OS parameters: the variant adds to its OS', () => {
    const c = cluster({ osparams: { noop: { a: '1', b: '1', c: '1' }, 'noop+big': { b: '2', c: '2' } } });
    expect(fillOs(c, 'noop+big', { c: '3' })).toEqual({ a: '1', b: '2', c: '3' });
    expect(fillOs(c, 'noop', {})).toEqual({ a: '1', b: '1', c: '1' });
  });

  it('of policies: sizes of a group replace those of the cluster, standard sizes are joined', () => {
    const minmax = [{ min: { 'memory-size': 1 }, max: { 'memory-size': 2 } }];
    const filled = fillIPolicy(cluster(), group({ ipolicy: { minmax, std: { 'cpu-count': 2 } } }));
    expect(filled.minmax).toEqual(minmax);
    expect(filled.std).toEqual({ ...IPOLICY_DEFAULTS.std, 'cpu-count': 2 });
    expect(filled['vcpu-ratio']).toBe(4);
    expect(fillIPolicy(cluster())).toEqual(IPOLICY_DEFAULTS);
  });

  it('take a parameter back', () => {
    expect(changedParams({ a: 1, b: 2 }, { a: 'default', c: 3, d: 'default' })).toEqual({ b: 2, c: 3 });
    expect(changedParams({ a: 1 }, { a: null })).toEqual({ a: null });
    expect(changedParams({ a: 1 }, { a: null }, { nullResets: true })).toEqual({});
  });
});

describe('checks', () => {
  it('give values their type', () => {
    expect(checkBe({ memory: '1G', vcpus: '2', auto_balance: 'False' })).toEqual({
      minmem: 1024,
      maxmem: 1024,
      vcpus: 2,
      auto_balance: false,
    });
    expect(checkHv('kvm', { root_path: null, kernel_args: false, acpi: true, serial_speed: '9600' })).toEqual({
      root_path: null,
      kernel_args: '',
      acpi: true,
      serial_speed: 9600,
    });
    expect(checkNd({ cpu_speed: '1.5' })).toEqual({ cpu_speed: 1.5 });
    expect(checkBe({ vcpus: 'default' }, { allowReset: true })).toEqual({ vcpus: 'default' });
  });

  it.each([
    ['an unknown name', () => checkBe({ zzz: 1 })],
    ['a name of Object', () => checkBe({ constructor: 1 })],
    ['text for a number', () => checkBe({ vcpus: 'x' })],
    ['a fraction for a whole number', () => checkBe({ vcpus: 1.5 })],
    ['a number for a boolean', () => checkBe({ auto_balance: 1 })],
    ['a list for text', () => checkHv('kvm', { kernel_args: ['x'] })],
    ['a size without sense', () => checkBe({ memory: 'much' })],
    ['a reset of a new object', () => checkBe({ vcpus: 'default' })],
  ])('refuse %s', (_, run) => {
    expect(codeOf(run)).toEqual(['TypeEnforcementError', undefined]);
  });

  it.each([
    ['memory and maxmem', () => checkBe({ memory: 1, maxmem: 1 })],
    ['parameters of the cluster', () => checkHv('kvm', { migration_port: 1 })],
    ['an unknown hypervisor', () => checkHv('zzz', {})],
    ['node parameters that a group decides', () => checkNd({ exclusive_storage: true })],
    ['an unknown NIC mode', () => checkNic({ mode: 'zzz' })],
    ['an unknown way of access', () => checkDiskParams('rbd', { access: 'zzz' })],
    ['minmem above maxmem', () => checkFilledBe({ minmem: 2, maxmem: 1, vcpus: 1 })],
    ['no CPU', () => checkFilledBe({ minmem: 1, maxmem: 1, vcpus: 0 })],
    ['an empty value that is needed', () => checkFilledHv('kvm', { ...HV_DEFAULTS['kvm'], boot_order: '' })],
    ['a word that is not known', () => checkFilledHv('kvm', { ...HV_DEFAULTS['kvm'], nic_type: 'zzz' })],
  ])('refuse %s', (_, run) => {
    expect(codeOf(run)).toEqual(['OpPrereqError', 'wrong_input']);
  });

  it('take what the cluster may set, and all defaults', () => {
    expect(checkHv('kvm', { migration_port: 1 }, { allowGlobal: true })).toEqual({ migration_port: 1 });
    expect(checkNd({ exclusive_storage: true }, { allowGlobal: true })).toEqual({ exclusive_storage: true });
    for (const [name, params] of Object.entries(HV_DEFAULTS)) {
      expect(() => checkFilledHv(name, params)).not.toThrow();
      expect(checkHv(name, params, { allowGlobal: true })).toEqual(params);
    }
    for (const [name, params] of Object.entries(DISK_DEFAULTS)) expect(checkDiskParams(name, params)).toEqual(params);
    expect(checkNic(NIC_DEFAULTS)).toEqual(NIC_DEFAULTS);
  });
});

describe('policy', () => {
  const fitting = {
    memory: 512,
    vcpus: 1,
    nicCount: 1,
    diskTemplate: 'plain',
    diskSizes: [2048],
    spindleUse: 1,
  } as const;

  it('lets fitting instances through, up to the limits', () => {
    expect(ipolicyViolations(IPOLICY_DEFAULTS, fitting)).toEqual([]);
    expect(ipolicyViolations(IPOLICY_DEFAULTS, { ...fitting, memory: 128, diskSizes: [1024, 1048576] })).toEqual([]);
  });

  it('names each violation', () => {
    const found = ipolicyViolations(
      { ...IPOLICY_DEFAULTS, 'disk-templates': ['drbd'] },
      { ...fitting, memory: 8, diskSizes: [2048, 8] },
    );
    expect(found).toEqual([
      'Disk template plain is not allowed (allowed: drbd)',
      'memory-size is 8, outside of 128 to 32768',
      'disk-size of disk 1 is 8, outside of 1024 to 1048576',
    ]);
  });

  it('asks no disks of an instance that is to have none', () => {
    expect(ipolicyViolations(IPOLICY_DEFAULTS, { ...fitting, diskTemplate: 'diskless', diskSizes: [] })).toEqual([]);
    expect(ipolicyViolations(IPOLICY_DEFAULTS, { ...fitting, diskSizes: [] })).toHaveLength(1);
  });

  it('is content when one of several ranges fits', () => {
    const range = (low: number, high: number) => ({ min: { 'memory-size': low }, max: { 'memory-size': high } });
    const policy = { ...IPOLICY_DEFAULTS, minmax: [range(1, 10), range(100, 1000)] };
    expect(ipolicyViolations(policy, fitting)).toEqual([]);
    expect(ipolicyViolations(policy, { ...fitting, memory: 50 })).toHaveLength(1);
  });
});

describe('sizes', () => {
  it.each([
    ['512', 512],
    [512, 512],
    ['1G', 1024],
    ['1.5g', 1536],
    ['2 TiB', 2097152],
    ['10mb', 12],
    ['.5G', 512],
    [130, 132],
    ['0', 0],
  ])('%j is %i MiB', (text, mib) => {
    expect(parseSize(text)).toBe(mib);
  });

  it.each(['', 'G', '-1', '1X', '1..2', '1,5G', 'NaN', '99999999999999T', -4, 1e21])('refuses %j', (text) => {
    expect(() => parseSize(text)).toThrow(RangeError);
  });

  it('never gives less than asked for, and at most 4 MiB more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (mib) => {
        const size = parseSize(mib);
        expect(size % 4).toBe(0);
        expect(size - mib).toBeGreaterThanOrEqual(0);
        expect(size - mib).toBeLessThan(4);
      }),
    );
  });

  it('shows sizes', () => {
    expect([
      formatSize(512),
      formatSize(1536),
      formatSize(3 * 1024 * 1024),
      formatSize(1536, 'm'),
      formatSize(1536, 'g'),
    ]).toEqual(['512M', '1.5G', '3.0T', '1536', '1.5']);
  });
});

describe('tags', () => {
  it('are sorted and unique', () => {
    expect(withTags(['b'], ['c', 'a', 'b', 'a'])).toEqual(['a', 'b', 'c']);
    expect(withoutTags(['a', 'b', 'c'], ['b'])).toEqual(['a', 'c']);
  });

  it.each(['', 'a b', 'a;', 'ä', 'a\n', 'x'.repeat(129)])('refuses %j', (tag) => {
    expect(codeOf(() => validateTag(tag))).toEqual(['TagError', undefined]);
  });

  it('takes any tag of the alphabet up to the limits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_.+*/:@-]{1,128}$/), (tag) =>
        expect(withoutTags(withTags([], [tag]), [tag])).toEqual([]),
      ),
    );
    const many = Array.from({ length: 4096 }, (_, index) => `t${index}`);
    expect(withTags([], many)).toHaveLength(4096);
    expect(codeOf(() => withTags(many, ['one-more']))).toEqual(['TagError', undefined]);
  });

  it('says which tags are not there', () => {
    expect(codeOf(() => withoutTags(['a'], ['a', 'z']))).toEqual(['OpPrereqError', 'unknown_entity']);
    expect(() => withoutTags(['a'], ['z', 'y'])).toThrow(/'y', 'z'/);
  });
});

describe('names', () => {
  it('have one form', () => {
    expect(normaliseHostname('Web1.Example.COM.')).toBe('web1.example.com');
    expect(shortName('web1.example.com')).toBe('web1');
    expect(isHostname('web_1-a')).toBe(true);
  });

  it.each(['', '.', 'a b!c', 'a..b', '-'.repeat(64), `${'a.'.repeat(128)}a`, 'a/b', 'a\n'])('refuses %j', (name) => {
    expect(codeOf(() => normaliseHostname(name))).toEqual(['OpPrereqError', 'wrong_input']);
  });

  it('do not change when normalised twice', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        fc.pre(isHostname(name));
        expect(normaliseHostname(normaliseHostname(name))).toBe(normaliseHostname(name));
      }),
    );
  });
});

describe('roles', () => {
  it.each([
    [{ uuid: 'n1', master_candidate: true }, 'master', 'M'],
    [{ master_candidate: true }, 'master-candidate', 'C'],
    [{ drained: true }, 'drained', 'D'],
    [{ offline: true }, 'offline', 'O'],
    [{}, 'regular', 'R'],
  ])('%j is %s', (flags, role, letter) => {
    expect([nodeRole(node(flags), cluster()), nodeRoleLetter(node(flags), cluster())]).toEqual([role, letter]);
  });
});

describe('disks', () => {
  const drbd: BlockDevice = {
    dev_type: 'drbd',
    logical_id: { type: 'drbd', node_a: 'n1', node_b: 'n2', port: 11000, minor_a: 0, minor_b: 0, secret: 'x' },
    size: 10,
    children: [],
  };
  const plain: BlockDevice = {
    dev_type: 'plain',
    logical_id: { type: 'plain', vg: 'xenvg', lv: 'a' },
    size: 10,
    children: [],
  };

  it('know their nodes', () => {
    expect([diskNodes(drbd, 'n1'), diskNodes(drbd, 'n2'), diskNodes(plain, 'n3')]).toEqual([
      ['n1', 'n2'],
      ['n2', 'n1'],
      ['n3'],
    ]);
    expect([secondaryOf(drbd, 'n2'), secondaryOf(plain, 'n1')]).toEqual(['n1', null]);
  });

  it('have names and needs', () => {
    expect(drbdVolumeNames('u', 1)).toEqual({ data: 'u.disk1_data', meta: 'u.disk1_meta' });
    expect(['plain', 'file', 'rbd'].map((template) => volumeName(template as 'plain', 'u', 0))).toEqual([
      'u.disk0',
      'u.file.disk0',
      'u.rbd.disk0',
    ]);
    expect([diskUsage('drbd', [10, 20]), diskUsage('plain', [10, 20]), diskUsage('diskless', [])]).toEqual([
      286, 30, 0,
    ]);
    expect([isMirrored('drbd'), isMirrored('diskless'), isMirrored('plain')]).toEqual([true, true, false]);
  });
});
