// Original file: proto/master/v1/master.proto


export interface WatcherStatus {
}

export interface WatcherStatus__Output {
}
