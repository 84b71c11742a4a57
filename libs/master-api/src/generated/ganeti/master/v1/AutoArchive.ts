// Original file: proto/master/v1/master.proto


export interface AutoArchive {
  'age_seconds'?: (number | string);
  'timeout'?: (number | string);
}

export interface AutoArchive__Output {
  'age_seconds': (number);
  'timeout': (number);
}
