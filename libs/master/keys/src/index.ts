export { createAuthority, type Authority, type MasterTls } from './authority';
export { checkBundleFile, checkCertificateFile, checkSecretFile, createSecrets, sharedFiles, type Secrets, type SharedFile } from './secrets';
