export * from './driver';
export { drbdPackages } from './drbd';
