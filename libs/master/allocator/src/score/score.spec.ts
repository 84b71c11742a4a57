import fc from 'fast-check';
import { parseText } from '../formats/text';
import { ClusterModel } from '../model/cluster-model';
import { Mirror } from '../model/templates';
import { cases, clusterData, generator } from '../testing/clusters';
import { metricReport, scoreOf } from './report';
import { ScoreSums } from './sums';

const policy = '128,1,1024,1,1,1|128,1,1024,1,1,1;32768,8,1048576,16,8,12|diskless,file,sharedfile,plain,blockdev,drbd,rbd|4.0|32.0';

/** Everything that a metric looks at: a node that is offline, N+1 failing, tags, stopped instances, shared storage. */
const everything = `g0|uuid-g0|preferred||

n0|16384|1024|8192|1000000|900000|8|N|uuid-g0|1|loc:a,x:1
n1|16384|1024|4096|1000000|800000|8|N|uuid-g0|1|loc:a
n2|32768|1024|30000|2000000|1900000|16|N|uuid-g0|2|loc:b|N|0|2|2.0
n3|16384|1024|15000|1000000|1000000|8|Y|uuid-g0|1|
n4|16384|1024|10000|1000000|900000|8|N|uuid-g0|1|loc:b

i0|4096|10240|2|running|Y|n0|n1|drbd|svc:dns,want:b|1
i1|2048|10240|1|ADMIN_down|Y|n0|n1|drbd|svc:dns|1
i2|8192|10240|2|running|Y|n1|n0|drbd|svc:dns|1
i3|1024|10240|2|running|N|n2|n0|drbd||1
i4|1024|10240|2|running|Y|n3|n0|drbd||1
i5|1024|10240|2|running|Y|n4|n3|drbd||1
i6|512|10240|2|running|Y|n4||plain|svc:web|3
i7|512|10240|2|running|Y|n4||sharedfile|svc:web|3
i8|512|10240|2|ERROR_down|Y|n2||rbd|svc:web|3

htools:iextags:svc
htools:nlocation:loc
htools:desiredlocation:want

|${policy}
g0|${policy}
`;

describe('cluster score', () => {
  it('is what hbal 3.0.2 prints for the same file, metric by metric', () => {
    const report = metricReport(new ClusterModel(parseText(everything)));
    expect(Object.fromEntries(report.map(({ name, value, weight }) => [name, `${value.toFixed(8)} x${weight.toFixed(2)}`]))).toEqual({
      free_mem_cv: '0.23891063 x0.50',
      free_disk_cv: '0.05448624 x0.50',
      n1_cnt: '3.00000000 x1.00',
      reserved_mem_cv: '0.22316964 x1.00',
      offline_all_cnt: '2.00000000 x4.00',
      offline_pri_cnt: '1.00000000 x16.00',
      vcpu_ratio_cv: '0.25146058 x0.50',
      cpu_load_cv: '0.70710678 x1.00',
      mem_load_cv: '0.70710678 x1.00',
      disk_load_cv: '1.08972474 x1.00',
      net_load_cv: '0.70710678 x1.00',
      pri_tags_score: '2.00000000 x2.00',
      spindles_cv: '0.05226206 x0.50',
      free_mem_cv_forth: '0.24781593 x0.50',
      free_disk_cv_forth: '0.05448624 x0.50',
      vcpu_ratio_cv_forth: '0.25146058 x0.50',
      spindles_cv_forth: '0.05226206 x0.50',
      location_score: '4.00000000 x1.00',
      location_exclusion_score: '4.00000000 x1.00',
      reserved_mem_rtotal: '0.87500000 x0.25',
    });
    expect(scoreOf(report)).toBeCloseTo(43.25453687, 8);
  });

  it('follows the moves that hbal makes on that file', () => {
    const model = new ClusterModel(parseText(everything));
    const sums = new ScoreSums(model);
    for (const [instance, primary, secondary] of [[4, 2, 0], [0, 2, 0]] as const) model.place(instance, primary, secondary);
    for (const [instance, primary, secondary, score] of [
      [5, 1, 4, 12.9569767], [8, 0, -1, 10.43731308], [2, 1, 2, 8.87254057], [1, 0, 4, 8.14867516], [7, 1, -1, 7.17440311], [5, 4, 1, 5.86635254], [4, 2, 1, 5.43611233],
    ] as const) {
      sums.refresh();
      expect(sums.scoreWith(instance, primary, secondary)).toBeCloseTo(score, 7);
      model.place(instance, primary, secondary);
      expect(sums.score()).toBeCloseTo(score, 7);
    }
  });

  it('of a place that is only thought of is the one after putting the instance there', () => {
    fc.assert(
      fc.property(clusterData, fc.integer(), (data, seed) => {
        const model = new ClusterModel(data);
        const sums = new ScoreSums(model);
        const random = generator(seed);
        const node = (): number => Math.floor(random() * model.nodeCount);
        for (let k = 0; k < Math.min(8, model.instances.length); k++) {
          const instance = Math.floor(random() * model.instances.length);
          const primary = random() < 0.1 ? -1 : node();
          const secondary = model.mirrorOf(instance) === Mirror.internal && primary >= 0 ? node() : -1;
          if (primary >= 0 && primary === secondary) continue;
          sums.refresh();
          const thought = sums.scoreWith(instance, primary, secondary);
          model.place(instance, primary, secondary);
          const scratch = scoreOf(metricReport(model));
          expect(thought).toBeCloseTo(scratch, 7);
          expect(sums.score()).toBeCloseTo(scratch, 7);
        }
      }),
      { numRuns: cases(200) },
    );
  });
});
