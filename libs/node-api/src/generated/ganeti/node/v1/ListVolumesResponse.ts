// Original file: proto/node/v1/node.proto

import type { Volume as _ganeti_node_v1_Volume, Volume__Output as _ganeti_node_v1_Volume__Output } from '../../../ganeti/node/v1/Volume';

export interface ListVolumesResponse {
  'volumes'?: (_ganeti_node_v1_Volume)[];
}

export interface ListVolumesResponse__Output {
  'volumes': (_ganeti_node_v1_Volume__Output)[];
}
