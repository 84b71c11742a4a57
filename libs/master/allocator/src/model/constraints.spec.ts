/** Single rules on small clusters; property tests of search and balance hold all of them on many. */
import { parseText } from '../formats/text';
import { ClusterModel } from './cluster-model';
import { primaryRefusal, secondaryRefusal } from './constraints';

const policy = '128,1,1024,1,1,1|128,1,1024,1,1,1;32768,8,1048576,16,8,12|diskless,file,sharedfile,plain,blockdev,drbd,rbd|4.0|32.0';
const cluster = (nodes: readonly string[], instances: readonly string[]): ClusterModel =>
  new ClusterModel(parseText(['g|uuid-g|preferred||', '', ...nodes, '', ...instances, '', '', `|${policy}`, `g|${policy}`, ''].join('\n')));
const node = (name: string, free: number, more = '|N|0'): string => `${name}|16384|512|${free}|400000|300000|8|N|uuid-g|4|${more}`;
const drbd = (name: string, memory: number, primary: string, secondary: string): string => `${name}|${memory}|10240|1|running|Y|${primary}|${secondary}|drbd||1|-`;

it('a node that could not even start an instance does not become its secondary, though it fails N+1 anyway', () => {
  // n2 keeps nothing free for i0 and i1, so more cannot make it worse.
  const model = cluster([node('n0', 11_776), node('n1', 13_824), node('n2', 1000)], [drbd('i0', 4096, 'n0', 'n2'), drbd('i1', 2048, 'n1', 'n2'), drbd('i2', 1000, 'n0', 'n1'), drbd('i3', 900, 'n0', 'n1')]);
  expect(model.failsN1(2)).toBe(true);
  expect(secondaryRefusal(model, 2, 2, 0)).toBe('FailMem');
  expect(secondaryRefusal(model, 3, 2, 0)).toBeNull();
});

it('with exclusive storage there are as many unused physical volumes as the disks want, and no mirrors', () => {
  const plain = (name: string, spindles: number): string => `${name}|512|10240|1|running|Y|n0||plain||1|${spindles}`;
  const model = cluster([node('n0', 14_848), node('n1', 15_872, '|Y|2'), node('n2', 15_872)], [plain('i0', 2), plain('i1', 3), drbd('i2', 512, 'n2', 'n0')]);
  expect([0, 1, 2].map((instance) => primaryRefusal(model, instance, 1))).toEqual([null, 'FailSpindles', 'FailDisk']);
  expect(secondaryRefusal(model, 2, 1, 2)).toBe('FailDisk');
  model.place(0, 1, -1);
  expect(primaryRefusal(model, 1, 1)).toBe('FailSpindles');
});
