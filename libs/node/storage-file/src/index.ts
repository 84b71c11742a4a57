export * from './create';
export { AllowedDirectories, refuseLinks } from './allowed';
export { createFileDriver, filePackages, type FileDriverOptions, type FilePlace } from './driver';
