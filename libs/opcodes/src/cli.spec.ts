import fc from 'fast-check';
import {
  boolFromText,
  cliOptions,
  cliParams,
  deviceChangeFromText,
  deviceChanges,
  disksFromTexts,
  identFromText,
  instanceCreate,
  instanceMigrate,
  instanceMultiAlloc,
  instanceRecreateDisks,
  instanceReplaceDisks,
  instanceSetParams,
  instanceStartup,
  keyValuesFromText,
  nicsFromTexts,
  nodePairFromText,
  opcodes,
  parseParams,
  sizeFromText,
  splitEscaped,
  tagsSet,
  testDelay,
  clusterVerify,
  instanceGrowDisk,
  type OpcodeDefinition,
} from './index';

describe('values', () => {
  it('splits at separators that are not escaped', () => {
    expect(splitEscaped('a\\,b,c')).toEqual(['a,b', 'c']);
    expect(splitEscaped('')).toEqual([]);
    expect(splitEscaped('a,')).toEqual(['a', '']);
  });

  it('brings back whatever was escaped', () => {
    const escape = (part: string) => part.replace(/[\\,]/g, '\\$&');
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (parts) => {
        fc.pre(parts.length > 1 || parts[0] !== '');
        expect(splitEscaped(parts.map(escape).join(','))).toEqual(parts);
      }),
    );
  });

  it('reads names with and without values', () => {
    expect(keyValuesFromText('a=1,b,no_c,-d,e=x=y')).toEqual({ a: '1', b: true, c: false, d: null, e: 'x=y' });
    expect(() => keyValuesFromText('a=1,a=2')).toThrow(/a twice/);
    expect(() => keyValuesFromText('=1')).toThrow(/name is missing/);
  });

  it('brings back any dictionary of text', () => {
    const name = fc.stringMatching(/^[a-z][a-z_0-9]{0,8}$/);
    const escape = (text: string) => text.replace(/[\\,]/g, '\\$&');
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (dict) => {
        const text = Object.entries(dict)
          .map(([key, value]) => `${key}=${escape(value)}`)
          .join(',');
        expect(keyValuesFromText(text)).toEqual({ ...dict });
      }),
    );
  });

  it('reads sizes, and says what is wrong with others', () => {
    expect(sizeFromText('1.5G')).toBe(1536);
    expect(() => sizeFromText('big')).toThrow(/"big" is no size/);
  });

  it('reads yes and no', () => {
    expect([boolFromText('yes'), boolFromText('False')]).toEqual([true, false]);
    expect(() => boolFromText('1')).toThrow(/neither yes nor no/);
  });

  it('reads pairs of nodes', () => {
    expect(nodePairFromText('a:b')).toEqual(['a', 'b']);
    expect(nodePairFromText('a')).toEqual(['a', undefined]);
    for (const wrong of ['', ':b', 'a:', 'a:b:c']) expect(() => nodePairFromText(wrong)).toThrow(/primary:secondary/);
  });

  it('reads disks and NICs by their place', () => {
    expect(disksFromTexts(['1:size=1G,mode=ro', '0:size=512'])).toEqual([{ size: 512 }, { size: 1024, mode: 'ro' }]);
    expect(disksFromTexts(['0:adopt=lv1'])).toEqual([{ adopt: 'lv1', size: 0 }]);
    expect(nicsFromTexts(['1:link=br1'])).toEqual([{}, { link: 'br1' }]);
    expect(nicsFromTexts([])).toEqual([]);
    expect(() => disksFromTexts(['1:size=1G'])).toThrow(/Disk 0 needs a size/);
    expect(() => disksFromTexts(['0:size=1G', '0:size=1G'])).toThrow(/twice/);
    expect(() => disksFromTexts(['x:size=1G'])).toThrow(/place/);
    expect(() => nicsFromTexts(['99999999:link=a'])).toThrow(/0 to 7/);
  });

  it.each([
    ['add:size=2G', ['add', -1, { size: 2048 }]],
    ['1:add,size=2G', ['add', 1, { size: 2048 }]],
    ['0:mode=ro', ['modify', 0, { mode: 'ro' }]],
    ['-1:remove', ['remove', -1, {}]],
    ['remove', ['remove', -1, {}]],
    ['data:modify,mode=rw', ['modify', 'data', { mode: 'rw' }]],
    ['detach', ['detach', -1, {}]],
  ])('reads the change %s', (text, change) => {
    expect(deviceChangeFromText('disk', text)).toEqual(change);
  });

  it.each(['add:remove', '0:add,remove', '1:remove,mode=ro', ':size=1'])('refuses the change %s', (text) => {
    expect(() => deviceChangeFromText('disk', text)).toThrow();
  });

  it('takes text without a colon as a name', () => {
    expect(identFromText('kvm')).toEqual(['kvm', {}]);
  });
});

function run(
  definition: OpcodeDefinition,
  args: string[],
  found: Record<string, unknown> = {},
  which = 0,
): Record<string, unknown>[] {
  const binding = definition.cli?.[which];
  if (binding === undefined) throw new Error('no command');
  return cliParams(definition, binding, args, found);
}

describe('commands', () => {
  it('creates an instance', () => {
    const [params] = run(instanceCreate, ['web1'], {
      ...{
        node: ['a:b'],
        diskTemplate: 'drbd',
        osSize: ['10G'],
        osType: 'noop',
        backendParameters: ['memory=1G,vcpus=2'],
      },
      ...{
        hypervisorParameters: ['kvm:acpi,no_pae'],
        install: false,
        start: false,
        tags: ['x,y', 'z'],
        waitForSync: false,
      },
    });
    expect(params).toEqual({
      ...{
        instance_name: 'web1',
        mode: 'create',
        pnode: 'a',
        snode: 'b',
        disk_template: 'drbd',
        disks: [{ size: 10240 }],
        os_type: 'noop',
      },
      ...{
        beparams: { memory: '1G', vcpus: '2' },
        hypervisor: 'kvm',
        hvparams: { acpi: true, pae: false },
        nics: [{}],
      },
      ...{ no_install: true, start: false, tags: ['x', 'y', 'z'], wait_for_sync: false },
    });
    expect(parseParams(instanceCreate, params).disks).toEqual([{ size: 10240 }]);
  });

  it('needs disks, given once, unless there are to be none', () => {
    expect(run(instanceCreate, ['web1'], { diskTemplate: 'diskless' })[0]?.disks).toEqual([]);
    expect(() => run(instanceCreate, ['web1'], { diskTemplate: 'plain' })).toThrow(/-s or --disk/);
    expect(() => run(instanceCreate, ['web1'], { osSize: ['1G'], disk: ['0:size=1G'] })).toThrow(/not both/);
  });

  it('makes one job for each instance', () => {
    expect(run(instanceStartup, ['a', 'b'], { force: true })).toEqual([
      { instance_name: 'a', force: true },
      { instance_name: 'b', force: true },
    ]);
  });

  it('reads options that begin with --no-', () => {
    expect(run(instanceMigrate, ['web1'], { runtimeChanges: true })[0]).toEqual({ instance_name: 'web1' });
    expect(run(instanceMigrate, ['web1'], { runtimeChanges: false })[0]).toEqual({
      instance_name: 'web1',
      allow_runtime_changes: false,
    });
    expect(run(instanceStartup, ['a'], { remember: false })[0]).toEqual({ instance_name: 'a', no_remember: true });
  });

  it('wants exactly one way to replace disks', () => {
    expect(run(instanceReplaceDisks, ['web1'], { newSecondary: ['c'] })[0]).toEqual({
      instance_name: 'web1',
      mode: 'replace_new_secondary',
      remote_node: 'c',
    });
    expect(run(instanceReplaceDisks, ['web1'], { onPrimary: true, disks: ['0,1'] })[0]).toMatchObject({
      mode: 'replace_on_primary',
      disks: [0, 1],
    });
    expect(() => run(instanceReplaceDisks, ['web1'])).toThrow(/one of -a/);
    expect(() => run(instanceReplaceDisks, ['web1'], { onPrimary: true, auto: true })).toThrow(/contradicts/);
  });

  it('collects changes of devices', () => {
    const [params] = run(instanceSetParams, ['web1'], {
      disk: ['add:size=1G', '0:mode=ro'],
      net: ['-1:remove'],
      online: true,
    });
    expect(params).toEqual({
      ...{
        instance_name: 'web1',
        disks: [
          ['add', -1, { size: 1024 }],
          ['modify', 0, { mode: 'ro' }],
        ],
        nics: [['remove', -1, {}]],
        offline: false,
      },
    });
    expect(() => parseParams(instanceSetParams, params)).not.toThrow();
    expect(() => run(instanceSetParams, ['web1'], { online: true, offline: true })).toThrow(/contradicts/);
  });

  it('reads sizes in arguments', () => {
    expect(run(instanceGrowDisk, ['web1', '0', '2G'])[0]).toEqual({ instance_name: 'web1', disk: 0, amount: 2048 });
  });

  it('says which argument is missing or too much', () => {
    expect(() => run(instanceGrowDisk, ['web1', '0'])).toThrow(/<amount> is missing/);
    expect(() => run(instanceGrowDisk, ['web1', '0', '1G', 'x'])).toThrow(/too many arguments: x/);
  });

  it('knows the object of a tag command', () => {
    const commands = tagsSet.cli?.map(({ command }) => command) ?? [];
    expect(run(tagsSet, ['a', 'b'], {}, commands.indexOf('cluster add-tags'))).toEqual([
      { kind: 'cluster', tags: ['a', 'b'] },
    ]);
    expect(run(tagsSet, ['web1', 'a'], {}, commands.indexOf('instance add-tags'))).toEqual([
      { kind: 'instance', name: 'web1', tags: ['a'] },
    ]);
  });

  it('joins what several options say about one parameter', () => {
    expect(run(clusterVerify, [], { nplus1Mem: false, hvParamAssessment: false })[0]).toEqual({
      skip_checks: ['nplusone_mem', 'hvparam_assessment'],
    });
  });

  it('describes disks to be made anew by number alone, unless something changes', () => {
    expect(run(instanceRecreateDisks, ['web1'], { disk: ['0', '2'], node: 'n1:n2' })[0]).toEqual({
      ...{ instance_name: 'web1', disks: [0, 2], nodes: ['n1', 'n2'] },
    });
    expect(run(instanceRecreateDisks, ['web1'], { disk: ['0', '1:size=2G'] })[0]?.disks).toEqual([
      [0, {}],
      [1, { size: 2048 }],
    ]);
    expect(() => run(instanceRecreateDisks, ['web1'], { disk: ['x'] })).toThrow(/number of a disk/);
  });

  it('imports with what the export says', () => {
    const at = instanceCreate.cli?.findIndex(({ command }) => command === 'backup import') ?? -1;
    const imported = (options: object) => run(instanceCreate, ['web1'], options as never, at)[0];
    expect(imported({ srcNode: 'n1', node: 'n2' })).toEqual({
      ...{ instance_name: 'web1', mode: 'import', src_node: 'n1', pnode: 'n2', nics: [], disks: [] },
    });
    expect(imported({ osSize: '1G' })?.disks).toEqual([{ size: 1024 }]);
  });

  it('reads a batch of instances from the text of a file', () => {
    const text = JSON.stringify([{ name: 'web1', os: 'noop', disks: [] }]);
    const [params] = run(instanceMultiAlloc, [text], { iallocator: 'hail' });
    expect(params).toEqual({
      iallocator: 'hail',
      instances: [
        { OP_ID: 'OP_INSTANCE_CREATE', instance_name: 'web1', os_type: 'noop', disks: [], nics: [{}], mode: 'create' },
      ],
    });
    expect(() => parseParams(instanceMultiAlloc, params)).not.toThrow();
    expect(() => run(instanceMultiAlloc, ['{}'])).toThrow(/has to be a list/);
    expect(() => run(instanceMultiAlloc, ['['])).toThrow(/no JSON/);
  });

  it('offers priority and dry run everywhere', () => {
    expect(run(testDelay, ['0.5'], { priority: 'high', dryRun: true })[0]).toEqual({
      duration: 0.5,
      no_locks: false,
      priority: -10,
      dry_run: true,
    });
  });
});

describe('commands that change cluster, groups and nodes', () => {
  const command = (name: string, args: readonly string[], found: Record<string, unknown> = {}) => {
    for (const definition of opcodes.values()) {
      const binding = definition.cli?.find((candidate) => candidate.command === name);
      if (binding === undefined) continue;
      const [params] = cliParams(definition, binding, args, found);
      expect(() => parseParams(definition, params)).not.toThrow();
      return params;
    }
    throw new Error(`no command ${name}`);
  };

  it('reads parameters of the cluster', () => {
    expect(
      command('cluster modify', [], {
        hypervisorParameters: ['kvm:acpi=true', 'kvm:boot_order=disk', 'xen-pvm:kernel_path=/k'],
        diskState: ['plain/xenvg:disk_reserved=1024', 'plain/other:disk_reserved=1'],
        addUids: ['1000-1999,3000'],
        reservedLvs: [''],
        enabledDataCollectors: ['lv=no,drbd'],
        dataCollectorInterval: ['lv=2.5'],
        ipolicyVcpuRatio: ['2.5'],
        ipolicyStdSpecs: ['memory-size=1G,cpu-count=2'],
        ipolicyBoundsSpecs: ['min:disk-size=1G/max:disk-size=1T//max:cpu-count=8/min:cpu-count=4'],
        ipolicyDiskTemplates: ['drbd,plain'],
        maintainNodeHealth: 'yes',
      }),
    ).toEqual({
      hvparams: { kvm: { acpi: 'true', boot_order: 'disk' }, 'xen-pvm': { kernel_path: '/k' } },
      disk_state: { plain: { xenvg: { disk_reserved: '1024' }, other: { disk_reserved: '1' } } },
      add_uids: [
        [1000, 1999],
        [3000, 3000],
      ],
      reserved_lvs: [],
      enabled_data_collectors: { lv: false, drbd: true },
      data_collector_interval: { lv: 2_500_000 },
      maintain_node_health: true,
      ipolicy: {
        'vcpu-ratio': 2.5,
        std: { 'memory-size': 1024, 'cpu-count': 2 },
        minmax: [
          { min: { 'disk-size': 1024 }, max: { 'disk-size': 1_048_576 } },
          { min: { 'cpu-count': 4 }, max: { 'cpu-count': 8 } },
        ],
        'disk-templates': ['drbd', 'plain'],
      },
    });
  });

  it.each([
    ['hypervisorParameters', ['acpi=true'], /write name:parameter=value/],
    ['diskState', ['plain:disk_reserved=1'], /write template\/name/],
    ['ipolicyBoundsSpecs', ['min:disk-size=1G'], /needs both min: and max:/],
    ['ipolicyBoundsSpecs', ['std:disk-size=1G'], /has to begin with min: or max:/],
    ['ipolicyStdSpecs', ['zzz=1'], /there is no zzz/],
    ['enabledDataCollectors', ['lv=perhaps'], /neither yes nor no/],
    ['addUids', ['x-y'], /whole number/],
  ])('refuses a wrong --%s', (attribute, value, text) => {
    expect(() => command('cluster modify', [], { [attribute]: value })).toThrow(text);
  });

  it('puts what concerns one OS below its name', () => {
    expect(
      command('os modify', ['debian'], {
        hypervisorParameters: ['kvm:acpi=true'],
        osParameters: ['a=1'],
        osParametersPrivate: ['key=secret'],
        hidden: 'yes',
        blacklisted: 'no',
      }),
    ).toEqual({
      os_hvp: { debian: { kvm: { acpi: 'true' } } },
      osparams: { debian: { a: '1' } },
      osparams_private_cluster: { debian: { key: 'secret' } },
      hidden_os: [['add', 'debian']],
      blacklisted_os: [['remove', 'debian']],
    });
  });

  it('resets a policy of a group', () => {
    expect(command('group modify', ['g1'], { ipolicyVcpuRatio: ['default'] })).toEqual({
      group_name: 'g1',
      ipolicy: { 'vcpu-ratio': 'default' },
    });
  });

  it('reads roles and storage of nodes', () => {
    expect(command('node modify', ['node1'], { offline: 'yes', drained: 'no' })).toEqual({
      ...{ node_name: 'node1', offline: true, drained: false },
    });
    expect(command('node modify-storage', ['node1', 'lvm-pv', '/dev/sda'], { allocatable: ['no'] })).toEqual({
      ...{ node_name: 'node1', storage_type: 'lvm-pv', name: '/dev/sda', changes: { allocatable: false } },
    });
    expect(command('node evacuate', ['node1'], { secondaryOnly: true, newSecondary: 'node2' })).toEqual({
      ...{ node_name: 'node1', mode: 'secondary-only', remote_node: 'node2' },
    });
    expect(command('node migrate', ['node1'], { nonLive: true, runtimeChanges: false })).toEqual({
      ...{ node_name: 'node1', mode: 'non-live', allow_runtime_changes: false },
    });
  });

  it('makes requests for allocators', () => {
    expect(command('debug iallocator', ['web1'], { disks: ['1G,512'], nics: ['aa:00:00:00:00:01//br0,/none'] })).toMatchObject({
      ...{ direction: 'in', mode: 'relocate', name: 'web1', memory: 128 },
      disks: [
        { size: 1024, mode: 'rw' },
        { size: 512, mode: 'rw' },
      ],
      nics: [{ mac: 'aa:00:00:00:00:01', bridge: 'br0' }, { ip: null }],
    });
  });
});

describe('every command', () => {
  const commands = [...opcodes.values()].flatMap((definition) =>
    (definition.cli ?? []).map((binding) => [binding.command, definition, binding] as const),
  );

  it.each(commands)('%s has options that do not collide, with docs', (_, definition, binding) => {
    const options = cliOptions(definition, binding);
    const flags = options.flatMap((option) => option.flags.split(/[ ,]+/).filter((word) => word.startsWith('-')));
    expect(flags.filter((flag, index) => flags.indexOf(flag) !== index)).toEqual([]);
    expect(options.filter((option) => option.doc === '').map((option) => option.flags)).toEqual([]);
    for (const { param } of options) expect(Object.keys(definition.allParams)).toContain(param);
  });
});

describe('deviceChanges', () => {
  it('brings both forms of a list into one', () => {
    const parsed = parseParams(instanceSetParams, {
      instance_name: 'a',
      nics: [
        ['add', { link: 'br0' }],
        [1, { ip: null }],
      ],
    });
    expect(deviceChanges(parsed.nics as never)).toEqual([
      { action: 'add', target: -1, params: { link: 'br0' } },
      { action: 'modify', target: 1, params: { ip: null } },
    ]);
    expect(deviceChanges([['remove', 'eth0', {}]] as never)).toEqual([
      { action: 'remove', target: 'eth0', params: {} },
    ]);
  });
});
