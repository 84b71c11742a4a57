/** hcheck: the health of the cluster, and whether balancing would help. */
import { checkCluster, isHealthy, type ClusterCheck, type GroupHealth } from '@ganeti/master-allocator';
import { BALANCING, balanceOptions, withLoad } from './balance-options';
import { loadCluster, modelOptions, print, runProgram, wantsMachine } from './program';

runProgram({
  name: 'hcheck',
  usage: '{-t FILE | -I FILE} [OPTION...]',
  options: { ...BALANCING, noSimulation: { long: 'no-simulation', kind: 'flag', doc: 'do not try what balancing would bring' } as const },
  run(options) {
    const check = checkCluster(withLoad(loadCluster(options), options), !options.has('noSimulation'), {
      ...modelOptions(options),
      ...balanceOptions(options),
      noCapacityChecks: options.has('noCapacity'),
    });
    if (wantsMachine(options)) machine(check);
    else human(check);
    return check.healthy ? 0 : 1;
  },
});

function human(check: ClusterCheck): void {
  check.groups.forEach((group, index) => {
    print(`Group ${group.name}: score ${group.score.toFixed(8)}${isHealthy(group) ? ', healthy' : ''}`);
    problems(group);
    const after = check.balanced?.[index];
    if (after === undefined) return;
    print(`  balanced in ${after.moves} moves: score ${after.score.toFixed(8)}${isHealthy(after) ? ', healthy' : ''}`);
    problems(after, '  ');
  });
  if (check.split.length > 0) print(`Instances in several groups: ${check.split.join(', ')}`);
  print(check.healthy ? 'Cluster is healthy' : check.needsRebalance ? 'Cluster is not healthy; balancing helps' : 'Cluster is not healthy');
}

function problems(group: GroupHealth, indent = ''): void {
  const list: readonly (readonly [string, readonly string[]])[] = [
    ['nodes that fail N+1', group.failingN1],
    ['nodes with conflicting instances', group.conflicts],
    ['instances with an offline primary', group.offlinePrimary],
    ['instances with an offline secondary', group.offlineSecondary],
    ['nodes whose instances find no room elsewhere', group.notEvacuable],
    ['broken affinity', group.affinity],
  ];
  for (const [title, names] of list) if (names.length > 0) print(`${indent}  ${title}: ${names.length} (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''})`);
}

/** Keys as the original has them. */
function machine(check: ClusterCheck): void {
  const key = (name: string, value: string | number): void => print(`HCHECK_${name}=${value}`);
  check.groups.forEach(({ uuid }, index) => key(`GROUP_UUID_${index}`, `'${uuid}'`));
  const phase = (name: string, groups: readonly GroupHealth[], rebalance: boolean): void => {
    const counts = (group: GroupHealth): readonly (readonly [string, number])[] => [
      ['N1_FAIL', group.failingN1.length], ['CONFLICT_TAGS', group.conflicts.length], ['OFFLINE_PRI', group.offlinePrimary.length],
      ['OFFLINE_SEC', group.offlineSecondary.length], ['GN1_FAIL', group.notEvacuable.length],
    ];
    groups.forEach((group, index) => {
      for (const [what, count] of counts(group)) key(`${name}_GROUP_${index}_${what}`, count);
      key(`${name}_GROUP_${index}_SCORE`, group.score.toFixed(8));
    });
    const totals = new Map<string, number>();
    for (const group of groups) for (const [what, count] of counts(group)) totals.set(what, (totals.get(what) ?? 0) + count);
    for (const [what, count] of totals) key(`${name}_CLUSTER_${what}`, count);
    key(`${name}_CLUSTER_NEED_REBALANCE`, Number(rebalance));
  };
  phase('INIT', check.groups, !check.healthy);
  const final = check.balanced ?? check.groups;
  phase('FINAL', final, !final.every(isHealthy));
  key('OK', 1);
}
