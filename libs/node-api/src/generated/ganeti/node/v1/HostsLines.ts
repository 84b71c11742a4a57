// Original file: proto/node/v1/node.proto


export interface HostsLines {
  'lines'?: (string);
}

export interface HostsLines__Output {
  'lines': (string);
}
