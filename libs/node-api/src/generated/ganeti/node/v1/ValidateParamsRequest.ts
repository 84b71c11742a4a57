// Original file: proto/node/v1/node.proto


export interface ValidateParamsRequest {
  'hypervisor'?: (string);
  'hvparams'?: ({[key: string]: string});
}

export interface ValidateParamsRequest__Output {
  'hypervisor': (string);
  'hvparams': ({[key: string]: string});
}
