// Original file: proto/node/v1/node.proto


export interface NamedId {
  'pool'?: (string);
  'name'?: (string);
}

export interface NamedId__Output {
  'pool': (string);
  'name': (string);
}
