// Original file: proto/node/v1/node.proto

import type { OsParameter as _ganeti_node_v1_OsParameter, OsParameter__Output as _ganeti_node_v1_OsParameter__Output } from '../../../ganeti/node/v1/OsParameter';

export interface OsInfo {
  'name'?: (string);
  'path'?: (string);
  'valid'?: (boolean);
  'message'?: (string);
  'variants'?: (string)[];
  'parameters'?: (_ganeti_node_v1_OsParameter)[];
  'api_versions'?: (number)[];
  'trusted'?: (boolean);
}

export interface OsInfo__Output {
  'name': (string);
  'path': (string);
  'valid': (boolean);
  'message': (string);
  'variants': (string)[];
  'parameters': (_ganeti_node_v1_OsParameter__Output)[];
  'api_versions': (number)[];
  'trusted': (boolean);
}
