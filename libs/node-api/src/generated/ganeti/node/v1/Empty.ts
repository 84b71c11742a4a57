// Original file: proto/node/v1/node.proto


export interface Empty {
}

export interface Empty__Output {
}
