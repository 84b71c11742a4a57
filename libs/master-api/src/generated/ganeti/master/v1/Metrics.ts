// Original file: proto/master/v1/master.proto


export interface Metrics {
}

export interface Metrics__Output {
}
