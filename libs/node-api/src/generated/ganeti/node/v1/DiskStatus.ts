// Original file: proto/node/v1/node.proto


export interface DiskStatus {
  'uuid'?: (string);
  'exists'?: (boolean);
  'path'?: (string);
  'major'?: (number);
  'minor'?: (number);
  'sync_percent'?: (number | string);
  'estimated_time'?: (number | string);
  'degraded'?: (boolean);
  'local_disk'?: (string);
  'role'?: (string);
  'connection'?: (string);
  'size'?: (number);
  'instance'?: (string);
}

export interface DiskStatus__Output {
  'uuid': (string);
  'exists': (boolean);
  'path': (string);
  'major': (number);
  'minor': (number);
  'sync_percent': (number);
  'estimated_time': (number);
  'degraded': (boolean);
  'local_disk': (string);
  'role': (string);
  'connection': (string);
  'size': (number);
  'instance': (string);
}
