/** hinfo: what the cluster looks like. */
import { ClusterModel, metricReport, scoreOf } from '@ganeti/master-allocator';
import { COMMON, complain, loadCluster, modelOptions, print, runProgram } from './program';
import { metricTable, printTables } from './tables';

runProgram({
  name: 'hinfo',
  usage: '{-t FILE | -I FILE | --simulate SPEC} [OPTION...]',
  options: COMMON,
  run(options) {
    const data = loadCluster(options);
    const model = new ClusterModel(data, modelOptions(options));
    for (const warning of model.warnings) complain(`warning: ${warning}`);
    print(`Cluster tags: ${data.tags.join(', ') || 'none'}`);
    print(`${data.nodes.length} nodes, ${data.instances.length} instances, ${data.groups.length} groups`);
    const failing = model.nodes.flatMap(({ name }, node) => (model.online[node] === 1 && model.failsN1(node) ? [name] : []));
    print(failing.length === 0 ? 'N+1: every node could take over what it has to' : `N+1: not enough memory to take over on ${failing.join(', ')}`);
    printTables(model, 'Cluster', options.one('nodes'), options.has('instances'));
    const report = metricReport(model);
    for (const line of metricTable(report)) print(line);
    print(`Cluster score: ${scoreOf(report).toFixed(8)}`);
    return 0;
  },
});
