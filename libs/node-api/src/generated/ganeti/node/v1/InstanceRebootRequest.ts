// Original file: proto/node/v1/node.proto

import type { Instance as _ganeti_node_v1_Instance, Instance__Output as _ganeti_node_v1_Instance__Output } from '../../../ganeti/node/v1/Instance';

export interface InstanceRebootRequest {
  'instance'?: (_ganeti_node_v1_Instance | null);
  'type'?: (string);
  'timeout'?: (number | string);
}

export interface InstanceRebootRequest__Output {
  'instance': (_ganeti_node_v1_Instance__Output | null);
  'type': (string);
  'timeout': (number);
}
