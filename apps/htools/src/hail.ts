/** hail: answers allocator requests. */
import { answerRequest, clusterScore, parseInput } from '@ganeti/master-allocator';
import { UsageError } from './options';
import { COMMON, complain, currentData, loadCluster, modelOptions, print, read, runProgram, save } from './program';
import { nodeTable } from './tables';

const { textFile, simulate, exclusion, maxCpu, minDisk, ignoreLoad, ignoreSoft, noCapacity, nodes, save: saveOption, verbose, quiet, version, help, offline, request, group, instances, machine } = COMMON;

runProgram({
  name: 'hail',
  usage: '[OPTION...] REQUEST-FILE',
  options: {
    textFile, simulate, offline, exclusion, maxCpu, minDisk, ignoreLoad, ignoreSoft, noCapacity, nodes, save: saveOption, verbose, quiet, version, help, request, group, instances, machine,
    restrict: { long: 'restrict-allocation-to', kind: 'value', value: 'NODE,...', doc: 'choose among these nodes only' },
  },
  run(options) {
    const [file, ...more] = options.positional;
    if (file === undefined || more.length > 0) throw new UsageError('name one file with the request, or - for standard input');
    const parsed = parseInput(read(file));
    const data = options.has('textFile') || options.has('simulate') ? loadCluster(options) : parsed.data;
    save(options, 'pre-ialloc', () => data);
    const { model, ...answer } = answerRequest(
      { data, request: parsed.request },
      {
        ...modelOptions(options),
        ignoreSoft: options.has('ignoreSoft'),
        noCapacityChecks: options.has('noCapacity'),
        restrictTo: options.has('restrict') ? options.names('restrict') : null,
      },
    );
    save(options, 'post-ialloc', () => currentData(data, model));
    if (options.has('nodes')) for (const line of nodeTable(model, options.one('nodes') ?? '')) complain(line);
    if (options.has('verbose')) complain(`score afterwards: ${clusterScore(model).toFixed(8)}`);
    print(JSON.stringify(answer));
    return 0;
  },
});
