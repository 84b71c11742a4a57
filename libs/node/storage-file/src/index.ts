export * from './create';
export { AllowedDirectories, isForbiddenDirectory, refuseLinks } from './allowed';
export { createFileDriver, filePackages, type FileDriverOptions, type FilePlace } from './driver';
