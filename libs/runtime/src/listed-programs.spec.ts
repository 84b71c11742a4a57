import { detachedLauncher } from './detached';
import { listedPrograms } from './listed-programs';
import { execaRunner } from './process-runner';

const { runner, detached } = listedPrograms(['echo'], { runner: execaRunner, detached: detachedLauncher });

it('runs what is listed, and files by their path', async () => {
  expect((await runner.run('echo', ['a'], { env: { PATH: '/bin:/usr/bin' } })).stdout).toBe('a\n');
  expect((await runner.run('/bin/cat', [], { stdin: 'b' })).stdout).toBe('b');
});

it('runs nothing else', async () => {
  await expect(runner.run('cat', [], { env: { PATH: '/bin:/usr/bin' } })).rejects.toThrow(/cat is not on the list/);
  await expect(detached.start('./cat', [], { env: {}, output: '/dev/null' })).rejects.toThrow(/not on the list/);
});
