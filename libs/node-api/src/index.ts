export * from './client';
export { decodeReply, encodeReply, nodeMethods } from './definition';
export * from './messages';
export * from './methods';
export * from './probe';
export * from './server';
export type { TlsMaterial } from './wire';
