import { drbdPackages } from '@ganeti/node-storage-drbd';
import { extPackages } from '@ganeti/node-storage-ext';
import { filePackages } from '@ganeti/node-storage-file';
import { glusterPackages } from '@ganeti/node-storage-gluster';
import { lvmPackages } from '@ganeti/node-storage-lvm';
import { rbdPackages } from '@ganeti/node-storage-rbd';
import { programs, runner } from './programs';

it('lists what drivers need, with the package they name', () => {
  const needed = { ...lvmPackages, ...drbdPackages, ...filePackages, ...glusterPackages, ...rbdPackages, ...extPackages };
  expect(Object.fromEntries(Object.keys(needed).map((name) => [name, programs[name]?.package]))).toEqual(needed);
});

it('is all that is run', async () => {
  await expect(runner.run('env', [], { env: { PATH: '/usr/bin' } })).rejects.toThrow(/env is not on the list/);
});
