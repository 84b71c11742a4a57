/**
 * The parts of the cluster score with their weights, as Ganeti's tools define and print them (hbal(1), "CLUSTER SCORING", and
 * the table of `hbal -v -v`). The score is their weighted sum; smaller is better. The last one is ours, and zero without rules of affinity.
 */
import { R } from '../model/resources';

export interface SpreadMetric {
  readonly name: string;
  readonly weight: number;
  /** Standard deviation over online nodes of this resource, relative to each node's size. */
  readonly resource: R;
}

export const SPREADS: readonly SpreadMetric[] = [
  { name: 'free_mem_cv', weight: 0.5, resource: R.memFree },
  { name: 'free_disk_cv', weight: 0.5, resource: R.diskFree },
  { name: 'vcpu_ratio_cv', weight: 0.5, resource: R.cpu },
  { name: 'cpu_load_cv', weight: 1, resource: R.cpuLoad },
  { name: 'mem_load_cv', weight: 1, resource: R.memLoad },
  { name: 'disk_load_cv', weight: 1, resource: R.diskLoad },
  { name: 'net_load_cv', weight: 1, resource: R.netLoad },
  { name: 'spindles_cv', weight: 0.5, resource: R.spindles },
  { name: 'free_mem_cv_forth', weight: 0.5, resource: R.memFreeF },
  { name: 'free_disk_cv_forth', weight: 0.5, resource: R.diskFreeF },
  { name: 'vcpu_ratio_cv_forth', weight: 0.5, resource: R.cpuF },
  { name: 'spindles_cv_forth', weight: 0.5, resource: R.spindlesF },
];

export const RESERVED_SPREAD_WEIGHT = 1;
export const RESERVED_TOTAL_WEIGHT = 0.25;

/** Weights of `ClusterModel.counts`. */
export const COUNT_WEIGHTS = {
  failingN1: 1,
  offlineAll: 4,
  offlinePrimary: 16,
  exclusion: 2,
  location: 1,
  locationExclusion: 1,
  affinity: 2,
} as const;

/** Names in the order in which the original prints them. */
export const PRINT_ORDER = [
  'free_mem_cv', 'free_disk_cv', 'n1_cnt', 'reserved_mem_cv', 'offline_all_cnt', 'offline_pri_cnt', 'vcpu_ratio_cv', 'cpu_load_cv',
  'mem_load_cv', 'disk_load_cv', 'net_load_cv', 'pri_tags_score', 'spindles_cv', 'free_mem_cv_forth', 'free_disk_cv_forth',
  'vcpu_ratio_cv_forth', 'spindles_cv_forth', 'location_score', 'location_exclusion_score', 'reserved_mem_rtotal', 'affinity_score',
] as const;
export type MetricName = (typeof PRINT_ORDER)[number];
