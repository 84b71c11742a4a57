import { ProgramMissing, type BlockDeviceDriver } from '@ganeti/node-storage';
import { Drivers } from './drivers';

const driver = (type: string, space: () => Promise<{ type: string; name: string; total: number; free: number }[]>): BlockDeviceDriver => ({ types: [type], space }) as unknown as BlockDeviceDriver;
const files = driver('file', async () => [{ type: 'file', name: '/srv', total: 2, free: 1 }]);
const told = (other: BlockDeviceDriver) => new Drivers({ storage: [other, files], hypervisors: [] }).allStorage((one) => one.space([]));

it('what a node has is told without what its missing programs look after', async () => {
  const lvm = driver('plain', async () => {
    throw new ProgramMissing('vgs', 'lvm2');
  });
  expect(await told(lvm)).toEqual([{ type: 'file', name: '/srv', total: 2, free: 1 }]);
});

it('what fails is not taken for nothing', async () => {
  const broken = driver('plain', async () => {
    throw new Error('input/output error');
  });
  await expect(told(broken)).rejects.toThrow('input/output error');
});
