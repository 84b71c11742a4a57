export { createKvmHypervisor, kvmSettings, type KvmSettings } from './create';
