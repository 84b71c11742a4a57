export * from './locks';
export { createLockManager } from './manager';
