// Original file: proto/node/v1/node.proto

import type { ExtStorageParameter as _ganeti_node_v1_ExtStorageParameter, ExtStorageParameter__Output as _ganeti_node_v1_ExtStorageParameter__Output } from '../../../ganeti/node/v1/ExtStorageParameter';

export interface ExtStorageInfo {
  'name'?: (string);
  'path'?: (string);
  'valid'?: (boolean);
  'message'?: (string);
  'parameters'?: (_ganeti_node_v1_ExtStorageParameter)[];
}

export interface ExtStorageInfo__Output {
  'name': (string);
  'path': (string);
  'valid': (boolean);
  'message': (string);
  'parameters': (_ganeti_node_v1_ExtStorageParameter__Output)[];
}
