// Original file: proto/node/v1/node.proto


export interface Finding {
  'check'?: (string);
  'item'?: (string);
  'message'?: (string);
  'warning'?: (boolean);
}

export interface Finding__Output {
  'check': (string);
  'item': (string);
  'message': (string);
  'warning': (boolean);
}
