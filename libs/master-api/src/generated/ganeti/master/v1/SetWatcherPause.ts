// Original file: proto/master/v1/master.proto


export interface SetWatcherPause {
  'until'?: (number | string);
}

export interface SetWatcherPause__Output {
  'until': (number);
}
