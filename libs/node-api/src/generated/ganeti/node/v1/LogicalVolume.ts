// Original file: proto/node/v1/node.proto


export interface LogicalVolume {
  'vg'?: (string);
  'lv'?: (string);
}

export interface LogicalVolume__Output {
  'vg': (string);
  'lv': (string);
}
