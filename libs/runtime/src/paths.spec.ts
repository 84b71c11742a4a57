import { createPaths } from './paths';

describe('createPaths', () => {
  it('has the places of docs/architecture.md', () => {
    const paths = createPaths('');
    expect(paths.stateDatabase).toBe('/var/lib/ganeti/masterd.db');
    expect(paths.ssconf('node_list')).toBe('/var/lib/ganeti/ssconf_node_list');
    expect(paths.hooks('instance-add', 'post')).toBe('/etc/ganeti/hooks/instance-add-post.d');
    expect(paths.pidFile('noded')).toBe('/var/run/ganeti/ganeti-noded.pid');
    expect(paths.masterSocket).toBe('/var/run/ganeti/socket/ganeti-master');
    expect(paths.osSearchPath[0]).toBe('/srv/ganeti/os');
  });

  it('puts every path below the root', () => {
    const paths = createPaths('/tmp/n1');
    const all = Object.entries(paths).flatMap(([, value]: [string, unknown]) =>
      typeof value === 'function' ? [(value as (a: string, b: string) => string)('rapi', 'pre')] : Array.isArray(value) ? value : [value],
    );
    expect(all.length).toBeGreaterThan(20);
    for (const path of all) expect(path).toMatch(/^\/tmp\/n1/);
  });

  it('takes the root from GANETI_ROOTDIR', () => {
    process.env['GANETI_ROOTDIR'] = '/tmp/elsewhere';
    try {
      expect(createPaths().caKey).toBe('/tmp/elsewhere/var/lib/ganeti/ca.key');
    } finally {
      delete process.env['GANETI_ROOTDIR'];
    }
  });
});
