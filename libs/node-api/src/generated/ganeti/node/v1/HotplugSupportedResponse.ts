// Original file: proto/node/v1/node.proto


export interface HotplugSupportedResponse {
  'supported'?: (boolean);
  'reason'?: (string);
}

export interface HotplugSupportedResponse__Output {
  'supported': (boolean);
  'reason': (string);
}
