export { createXenHypervisor } from './create';
