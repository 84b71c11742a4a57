// Original file: proto/node/v1/node.proto


export interface Nic {
  'uuid'?: (string);
  'name'?: (string);
  'mac'?: (string);
  'ip'?: (string);
  'params'?: ({[key: string]: string});
  'network'?: ({[key: string]: string});
}

export interface Nic__Output {
  'uuid': (string);
  'name': (string);
  'mac': (string);
  'ip': (string);
  'params': ({[key: string]: string});
  'network': ({[key: string]: string});
}
