export type { End, Script } from './ends';
export * from './exports';
export * from './keys';
export type { ReceiveOptions } from './receiver';
export type { SendOptions } from './sender';
export * from './transfers';
