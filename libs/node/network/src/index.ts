export * from './network';
export * from './checks';
export { nicSettings, type NicMode, type NicSettings } from './nic';
export { scriptEnvironment, type ScriptCall } from './environment';
