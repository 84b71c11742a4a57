export * from './network';
export * from './checks';
export * from './master-address';
export * from './switch';
export { nicSettings, type NicMode, type NicSettings } from './nic';
export { scriptEnvironment, type ScriptCall } from './environment';
