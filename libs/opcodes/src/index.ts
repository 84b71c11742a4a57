export * from './define';
export * from './definitions';
export * from './registry';
export * from './rest';
export { deviceChanges, type ChangeAction, type DeviceChange } from './instance/device-changes';
export { verifyErrorCode, type VerifyErrorCode } from './params';
