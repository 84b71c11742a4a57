export { createAuthority, type Authority, type MasterTls } from './authority';
export { createJobKeys } from './job-keys';
export { checkBundleFile, checkCertificateFile, checkSecretFile, createSecrets, sharedFiles, type Secrets, type SharedFile } from './secrets';
