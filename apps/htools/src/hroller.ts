/** hroller: nodes that can be rebooted together. */
import { ClusterModel, groupPart, planReboots, type ClusterData } from '@ganeti/master-allocator';
import { COMMON, complain, loadCluster, modelOptions, print, runProgram } from './program';

runProgram({
  name: 'hroller',
  usage: '{-t FILE | -I FILE} [OPTION...]',
  options: {
    ...COMMON,
    force: { long: 'force', kind: 'flag', doc: 'go on when it is not known which node is the master' },
    tags: { long: 'node-tags', kind: 'value', value: 'TAG,...', doc: 'only nodes with one of these tags' },
    skip: { long: 'skip-non-redundant', kind: 'flag', doc: 'leave out nodes with instances that are on one node only' },
    ignore: { long: 'ignore-non-redundant', kind: 'flag', doc: 'take no notice of instances that are on one node only' },
    offlineMaintenance: { long: 'offline-maintenance', kind: 'flag', doc: 'instances are shut down before' },
    oneStep: { long: 'one-step-only', kind: 'flag', doc: 'only the first set, a node on each line' },
    moves: { long: 'print-moves', kind: 'flag', doc: 'print where instances without a secondary can stay meanwhile' },
    noHeaders: { long: 'no-headers', kind: 'flag', doc: 'no titles' },
  } as const,
  run(options) {
    const all = loadCluster(options);
    const group = options.one('group');
    const data: ClusterData = group === undefined ? all : groupPart(all, group);
    if (!data.nodes.some(({ master }) => master === true)) {
      if (!options.has('force')) {
        complain('hroller: it is not known which node is the master; go on with --force');
        return 1;
      }
      complain('warning: it is not known which node is the master, so it comes at any time');
    }
    const { sets, stuck } = planReboots(new ClusterModel(data, modelOptions(options)), {
      nodeTags: options.names('tags'),
      skipNonRedundant: options.has('skip'),
      ignoreNonRedundant: options.has('ignore'),
      offlineMaintenance: options.has('offlineMaintenance'),
    });
    const titled = (title: string): void => {
      if (!options.has('noHeaders')) print(`'${title}'`);
    };
    if (options.has('oneStep')) {
      titled('First reboot set');
      for (const node of sets[0]?.nodes ?? []) print(node);
    } else {
      titled('Reboot sets');
      for (const { nodes, moves } of sets) {
        print(nodes.join(','));
        if (options.has('moves')) for (const { instance, to } of moves) print(`  ${instance} ${to}`);
      }
    }
    for (const { node, why } of stuck) complain(`warning: node ${node} cannot be emptied: ${why}`);
    return 0;
  },
});
