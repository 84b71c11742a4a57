import { readFileSync } from 'node:fs';
import { ssconfValues } from './ssconf';
import { clusterOf, groupUuid, nodeUuid } from './testing/cluster';
import { niceSorted } from './nice-sort';

/** The values that were recorded from a Ganeti cluster are listed there; ours must have the same names. */
const expectedNames = `cluster_name cluster_tags enabled_user_shutdown file_storage_dir gluster_storage_dir hvparams_chroot
  hvparams_fake hvparams_kvm hvparams_lxc hvparams_xen-hvm hvparams_xen-pvm hypervisor_list instance_list maintain_node_health
  master_candidates master_candidates_certs master_candidates_ips master_ip master_netdev master_netmask master_node networks
  node_list node_primary_ips node_secondary_ips node_vm_capable nodegroups offline_nodes online_nodes primary_ip_family
  release_version shared_file_storage_dir ssh_ports uid_pool`.split(/\s+/);

describe('ssconf values', () => {
  it('have the names that scripts look for', async () => {
    const values = ssconfValues((await clusterOf(1)).view, { release: '3.1.0' });
    expect(Object.keys(values).sort()).toEqual([...expectedNames].sort());
    for (const value of Object.values(values)) expect(value).not.toMatch(/\n$/);
  });

  it('have the forms that scripts read', async () => {
    const config = await clusterOf(11, (index) => ({
      ...(index === 3 ? { vm_capable: false } : {}),
      ...(index === 10 ? { offline: true, ndparams: { ssh_port: 2222 } } : {}),
    }));
    await config.transaction((tx) => {
      const { uuid, hvparams } = tx.cluster();
      tx.update('cluster', uuid, {
        tags: ['ctag2', 'fleet:lab'],
        uid_pool: [
          [4000, 4019],
          [5000, 5000],
        ],
        hvparams: { ...hvparams, lxc: { ...hvparams['lxc'], num_ttys: 7 } },
        enabled_hypervisors: ['kvm', 'fake'],
        maintain_node_health: true,
      });
      tx.insert('nodegroup', { ...tx.group('default')!, uuid: 'cb6ec558-1c02-498c-9279-136607997fb0', name: 'blue' });
      tx.insert('network', {
        uuid: '1b60a554-7873-4795-9de1-2c41f80d3a14',
        name: 'net77',
        network: '10.77.0.0/24',
        gateway: null,
        network6: null,
        gateway6: null,
        mac_prefix: null,
        ext_reservations: '1' + '0'.repeat(254) + '1',
        tags: [],
      });
    });
    const values = ssconfValues(config.view, { release: '3.1.0' });
    expect(values).toMatchObject({
      cluster_name: 'cluster.example.com',
      cluster_tags: 'ctag2\nfleet:lab',
      enabled_user_shutdown: 'False',
      hvparams_fake: 'migration_mode=live',
      hypervisor_list: 'kvm\nfake',
      instance_list: '',
      maintain_node_health: 'True',
      master_candidates: 'node1.example.com\nnode2.example.com\nnode3.example.com',
      master_candidates_ips: '10.77.0.1\n10.77.0.2\n10.77.0.3',
      master_ip: '10.77.0.100',
      master_netmask: '32',
      master_node: 'node1.example.com',
      networks: '1b60a554-7873-4795-9de1-2c41f80d3a14 net77',
      nodegroups: `cb6ec558-1c02-498c-9279-136607997fb0 blue\n${groupUuid} default`,
      offline_nodes: 'node10.example.com',
      primary_ip_family: '2',
      release_version: '3.1.0',
      uid_pool: '4000-4019\n5000',
    });
    const lines = (name: string): string[] => values[name]!.split('\n');
    expect(lines('node_list').slice(-3)).toEqual(['node9.example.com', 'node10.example.com', 'node11.example.com']);
    expect(lines('online_nodes')).toHaveLength(10);
    expect(lines('node_primary_ips')[0]).toBe('node1.example.com 10.77.0.1');
    expect(lines('node_secondary_ips')[10]).toBe('node11.example.com 10.77.0.11');
    expect(lines('node_vm_capable').slice(1, 3)).toEqual(['node2.example.com=True', 'node3.example.com=False']);
    expect(lines('ssh_ports').slice(8, 10)).toEqual(['node9.example.com=22', 'node10.example.com=2222']);
    expect(lines('master_candidates_certs')[0]).toBe(`${nodeUuid(1)}=${'00:'.repeat(31)}01`);
    expect(lines('hvparams_kvm')).toEqual(expect.arrayContaining(['acpi=True', 'cdrom_image_path=', 'migration_downtime=30']));
    expect(lines('hvparams_kvm')).toEqual([...lines('hvparams_kvm')].sort());
    expect(lines('hvparams_lxc')).toContain('num_ttys=7');
  });

  it('are the same as recorded for the parameters of hypervisors', async () => {
    // Recorded values, of hypervisors whose parameters did not change between releases.
    const recorded = readFileSync(new URL('testing/ssconf-recorded.txt', import.meta.url), 'utf8');
    const values = ssconfValues((await clusterOf(1)).view, { release: '3.1.0' });
    const sections = recorded.trimEnd().split(/^== ssconf_/m).slice(1);
    expect(sections.length).toBeGreaterThan(2);
    for (const section of sections) {
      const [name, ...lines] = section.trimEnd().split('\n');
      expect([name, values[name!]]).toEqual([name, lines.join('\n')]);
    }
  });
});

describe('niceSorted', () => {
  it('counts as people do', () => {
    expect(niceSorted(['node10', 'node9', 'a', 'node9b', '2', '10', 'node'])).toEqual(['2', '10', 'a', 'node', 'node9', 'node9b', 'node10']);
  });
});
