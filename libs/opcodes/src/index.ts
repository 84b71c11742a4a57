export * from './define';
export * from './definitions';
export * from './registry';
export * from './rest';
export * from './jsonschema';
export * from './cli';
export * from './cli-values';
export { deviceChanges, type ChangeAction, type DeviceChange } from './instance/device-changes';
export { verifyErrorCode, type VerifyErrorCode } from './params';
