/** A TPM for one guest: a process of `swtpm` beside its QEMU, that ends with it. Its content stays on this node. */
import { mkdir, rm } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import type { ProcessRunner } from '@ganeti/runtime';
import type { KvmGuestFiles } from './files';

export async function startTpm(name: string, version: string, files: KvmGuestFiles, runner: ProcessRunner): Promise<void> {
  await mkdir(files.tpmState, { recursive: true, mode: 0o700 });
  await rm(files.tpm, { force: true });
  const args = ['socket', ...(version === '2.0' ? ['--tpm2'] : []), '--tpmstate', `dir=${files.tpmState},mode=0600`, '--ctrl', `type=unixio,path=${files.tpm}`, '--pid', `file=${files.tpmPid}`, '--terminate', '--daemon'];
  const failed = (why: string): OpExecError => new OpExecError(`Instance ${name} gets no TPM: ${why}; install swtpm, or take the parameter tpm away`);
  const { exitCode, stderr } = await runner.run('swtpm', args, { env: { PATH: '/sbin:/bin:/usr/sbin:/usr/bin' }, timeoutSeconds: 30 }).catch((error: Error) => {
    throw failed(error.message);
  });
  if (exitCode !== 0) throw failed(stderr.trim());
}
