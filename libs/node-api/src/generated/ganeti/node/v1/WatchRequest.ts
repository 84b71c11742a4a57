// Original file: proto/node/v1/node.proto


export interface WatchRequest {
  'heartbeat_seconds'?: (number | string);
  'volume_groups'?: (string)[];
  'directories'?: (string)[];
  'hypervisors'?: (string)[];
  'every_volume_group'?: (boolean);
  'exclusive_storage'?: (boolean);
}

export interface WatchRequest__Output {
  'heartbeat_seconds': (number);
  'volume_groups': (string)[];
  'directories': (string)[];
  'hypervisors': (string)[];
  'every_volume_group': (boolean);
  'exclusive_storage': (boolean);
}
