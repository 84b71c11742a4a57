// Original file: proto/node/v1/node.proto


export interface ConfigCopyRequest {
  'content'?: (Buffer | Uint8Array | string);
  'revision'?: (number | string);
}

export interface ConfigCopyRequest__Output {
  'content': (Buffer);
  'revision': (number);
}
