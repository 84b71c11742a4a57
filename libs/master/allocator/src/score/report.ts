/** The score taken apart: every metric by its name, computed from scratch. For reports, and to check the incremental sums against. */
import type { ClusterModel } from '../model/cluster-model';
import { R } from '../model/resources';
import { COUNT_WEIGHTS, PRINT_ORDER, RESERVED_SPREAD_WEIGHT, RESERVED_TOTAL_WEIGHT, SPREADS, type MetricName } from './metrics';

export interface MetricValue {
  readonly name: MetricName;
  readonly value: number;
  readonly weight: number;
}

export function metricReport(model: ClusterModel): MetricValue[] {
  const online = model.nodes.map((_, index) => index).filter((index) => model.online[index] === 1);
  const values = new Map<string, readonly [number, number]>();
  for (const { name, weight, resource } of SPREADS) {
    values.set(name, [deviation(online.map((node) => model.row(node, resource) * (model.scale[node * R.count + resource] ?? 0))), weight]);
  }
  const reserved = online.map((node) => (model.reserved[node] ?? 0) * (model.scale[node * R.count + R.memFree] ?? 0));
  values.set('reserved_mem_cv', [deviation(reserved), RESERVED_SPREAD_WEIGHT]);
  values.set('reserved_mem_rtotal', [reserved.reduce((sum, value) => sum + value, 0), RESERVED_TOTAL_WEIGHT]);
  const { counts } = model;
  values.set('n1_cnt', [counts.failingN1, COUNT_WEIGHTS.failingN1]);
  values.set('offline_all_cnt', [counts.offlineAll, COUNT_WEIGHTS.offlineAll]);
  values.set('offline_pri_cnt', [counts.offlinePrimary, COUNT_WEIGHTS.offlinePrimary]);
  values.set('pri_tags_score', [counts.exclusion, COUNT_WEIGHTS.exclusion]);
  values.set('location_score', [counts.location, COUNT_WEIGHTS.location]);
  values.set('location_exclusion_score', [counts.locationExclusion, COUNT_WEIGHTS.locationExclusion]);
  if (model.affinity.all.some(({ exclusion }) => !exclusion)) values.set('affinity_score', [counts.affinity, COUNT_WEIGHTS.affinity]);
  return PRINT_ORDER.flatMap((name) => {
    const found = values.get(name);
    return found === undefined ? [] : [{ name, value: found[0], weight: found[1] }];
  });
}

export const scoreOf = (report: readonly MetricValue[]): number => report.reduce((sum, { value, weight }) => sum + value * weight, 0);

export const clusterScore = (model: ClusterModel): number => scoreOf(metricReport(model));

function deviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
