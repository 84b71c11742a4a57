import { encodeError } from '@ganeti/errors';
import type { ProcessRunner, RunResult } from '@ganeti/runtime';
import { CommandFailed, createCommands } from './commands';

const ended = (fields: Partial<RunResult>): RunResult => ({ exitCode: 0, signal: null, stdout: '', stderr: '', timedOut: false, ...fields });
const commandsOf = (run: ProcessRunner['run']) => createCommands({ run }, { lvs: 'lvm2' });

it('tells over the wire what the program said, not how it was called', async () => {
  const commands = commandsOf(async () => ended({ exitCode: 5, stderr: '  WARNING: something small\n  Volume group "xenvg" not found\n' }));
  const error = await commands.run('lvs', ['--units', 'b', 'xenvg']).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CommandFailed);
  const [className, args] = encodeError(error);
  expect(className).toBe('OpExecError');
  expect(args).toEqual([expect.stringMatching(/^lvs .*Volume group "xenvg" not found$/)]);
});

it('names the package of a program that is not installed', async () => {
  const commands = commandsOf(async () => {
    throw new Error('spawn lvs ENOENT');
  });
  await expect(commands.run('lvs', [])).rejects.toThrow(/lvs is not installed.*lvm2/);
});

it('says that a program did not end in time', async () => {
  const commands = commandsOf(async () => ended({ exitCode: null, signal: 'SIGTERM', timedOut: true }));
  await expect(commands.run('lvs', ['xenvg'], { timeoutSeconds: 7 })).rejects.toThrow(/lvs xenvg did not end within 7 seconds/);
});
