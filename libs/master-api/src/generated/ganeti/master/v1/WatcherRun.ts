// Original file: proto/master/v1/master.proto


export interface WatcherRun {
  'ignore_pause'?: (boolean);
}

export interface WatcherRun__Output {
  'ignore_pause': (boolean);
}
