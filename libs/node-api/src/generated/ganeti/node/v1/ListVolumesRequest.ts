// Original file: proto/node/v1/node.proto


export interface ListVolumesRequest {
  'volume_groups'?: (string)[];
}

export interface ListVolumesRequest__Output {
  'volume_groups': (string)[];
}
