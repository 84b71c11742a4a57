// Original file: proto/node/v1/node.proto

import type { StorageSpace as _ganeti_node_v1_StorageSpace, StorageSpace__Output as _ganeti_node_v1_StorageSpace__Output } from '../../../ganeti/node/v1/StorageSpace';

export interface NodeResources {
  'memory_total'?: (number);
  'memory_free'?: (number);
  'memory_dom0'?: (number);
  'cpu_total'?: (number);
  'cpu_nodes'?: (number);
  'cpu_sockets'?: (number);
  'cpu_dom0'?: (number);
  'boot_id'?: (string);
  'storage'?: (_ganeti_node_v1_StorageSpace)[];
  'load'?: (number | string);
}

export interface NodeResources__Output {
  'memory_total': (number);
  'memory_free': (number);
  'memory_dom0': (number);
  'cpu_total': (number);
  'cpu_nodes': (number);
  'cpu_sockets': (number);
  'cpu_dom0': (number);
  'boot_id': (string);
  'storage': (_ganeti_node_v1_StorageSpace__Output)[];
  'load': (number);
}
