import fc from 'fast-check';
import { capacity } from '../capacity/capacity';
import { simulate } from '../formats/simulate';
import { ClusterModel } from '../model/cluster-model';
import { groupPart } from '../model/group-part';
import { planReboots } from '../reboot/plan';
import { cases, clusterData } from '../testing/clusters';
import { checkCluster } from './check';

describe('check', () => {
  it('of a cluster that passes N+1: every failure of one node finds memory on the secondaries', () => {
    fc.assert(
      fc.property(clusterData, (data) => {
        const model = new ClusterModel(groupPart(data, 'group0'));
        const online = model.nodes.flatMap((_, node) => (model.online[node] === 1 ? [node] : []));
        const failing = checkCluster(groupPart(data, 'group0'), false).groups[0]?.failingN1 ?? [];
        const short = new Set<string>();
        for (const failed of model.nodes.keys()) {
          const needed = new Map<number, number>();
          for (const instance of model.primariesOf[failed] ?? []) {
            const secondary = model.secondaryOf[instance] ?? -1;
            if (secondary >= 0) needed.set(secondary, (needed.get(secondary) ?? 0) + (model.standby[instance] ?? 0));
          }
          for (const [node, memory] of needed) if (online.includes(node) && memory > model.memFree(node)) short.add(model.nodes[node]?.name ?? '');
        }
        expect([...failing].sort()).toEqual([...short].sort());
      }),
      { numRuns: cases(150) },
    );
  });
});

describe('capacity', () => {
  it('is what hspace 3.0.2 finds in simulated clusters', () => {
    const full = (description: string, template: 'plain' | 'drbd', disk: number) => {
      const model = new ClusterModel(simulate([description]));
      return capacity(model, { memory: 128, disk, cpus: 1, spindles: 1 }, false, { template });
    };
    expect(full('p,1,2048,65536,16,1', 'plain', 1024).placed).toHaveLength(1);
    expect(full('p,2,20480,65536,16,1', 'drbd', 1024).placed).toHaveLength(19);
    expect(full('p,1,100000,65536,16,1', 'plain', 1024).placed).toHaveLength(32);
  });

  it('shrinks the size when nothing of it fits any more', () => {
    const model = new ClusterModel(simulate(['p,2,20480,65536,16,1']));
    const { tiers } = capacity(model, { memory: 32768, disk: 1048576, cpus: 8, spindles: 12 }, true, { template: 'drbd', least: { memory: 128, disk: 1024, cpus: 1, spindles: 1 } });
    expect(tiers).toEqual([{ spec: { memory: 32768, disk: 20224, cpus: 8, spindles: 12 }, count: 1 }]);
  });
});

describe('rolling reboot', () => {
  it('never takes down both nodes of an instance, nor two that need the same one; and takes every node once', () => {
    fc.assert(
      fc.property(clusterData, (data) => {
        const model = new ClusterModel(groupPart(data, 'group0'));
        const online = model.nodes.filter((_, node) => model.online[node] === 1).map(({ name }) => name);
        const { sets, stuck } = planReboots(model);
        expect([...sets.flatMap(({ nodes }) => nodes), ...stuck.map(({ node }) => node)].sort()).toEqual([...online].sort());
        for (const { nodes, moves } of sets) {
          const down = new Set(nodes);
          const refuge = new Map<string, string>();
          for (const { primary, secondary } of data.instances) {
            if (primary === null || secondary === null || !down.has(primary)) continue;
            expect(down.has(secondary)).toBe(false);
            expect(refuge.get(secondary) ?? primary).toBe(primary);
            refuge.set(secondary, primary);
          }
          for (const { to } of moves) expect(down.has(to)).toBe(false);
          const alone = data.instances.filter(({ primary, template }) => primary !== null && down.has(primary) && template !== 'drbd');
          expect(moves.map(({ instance }) => instance).sort()).toEqual(alone.map(({ name }) => name).sort());
        }
      }),
      { numRuns: cases(100) },
    );
  });
});
