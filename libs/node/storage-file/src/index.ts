export * from './create';
export { AllowedDirectories, plainPath } from './allowed';
export { createFileDriver, filePackages, type FileDriverOptions, type FilePlace } from './driver';
