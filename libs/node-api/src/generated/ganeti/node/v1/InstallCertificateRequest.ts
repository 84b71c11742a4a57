// Original file: proto/node/v1/node.proto


export interface InstallCertificateRequest {
  'certificate'?: (string);
}

export interface InstallCertificateRequest__Output {
  'certificate': (string);
}
