// Original file: proto/node/v1/node.proto


export interface VerifyRequest {
  'volume_groups'?: (string)[];
  'hypervisors'?: (string)[];
  'peers'?: ({[key: string]: string});
  'files'?: (string)[];
  'drbd_helper'?: (string);
  'bridges'?: (string)[];
  'hvparams'?: ({[key: string]: string});
  'upkeep'?: (boolean);
  'directories'?: (string)[];
}

export interface VerifyRequest__Output {
  'volume_groups': (string)[];
  'hypervisors': (string)[];
  'peers': ({[key: string]: string});
  'files': (string)[];
  'drbd_helper': (string);
  'bridges': (string)[];
  'hvparams': ({[key: string]: string});
  'upkeep': (boolean);
  'directories': (string)[];
}
