// Original file: proto/node/v1/node.proto

import type { Long } from '@grpc/proto-loader';

export interface PhysicalVolume {
  'name'?: (string);
  'volume_group'?: (string);
  'size'?: (number | string | Long);
}

export interface PhysicalVolume__Output {
  'name': (string);
  'volume_group': (string);
  'size': (number);
}
