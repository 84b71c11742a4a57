// Original file: proto/node/v1/node.proto


export interface Volume {
  'vg'?: (string);
  'lv'?: (string);
  'size'?: (number | string);
  'online'?: (boolean);
  'device'?: (string);
  'in_use'?: (boolean);
}

export interface Volume__Output {
  'vg': (string);
  'lv': (string);
  'size': (number);
  'online': (boolean);
  'device': (string);
  'in_use': (boolean);
}
