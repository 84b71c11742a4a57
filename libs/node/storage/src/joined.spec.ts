import { joined } from './joined';

it('shares a read between callers at once, and starts another for those who come while it runs', async () => {
  const ends: ((value: number) => void)[] = [];
  const read = joined(() => new Promise<number>((resolve) => ends.push(resolve)));
  const first = [read(), read(), read()];
  await new Promise(setImmediate);
  expect(ends).toHaveLength(1);
  const later = [read(), read()];
  await new Promise(setImmediate);
  expect(ends).toHaveLength(1);
  ends[0]!(1);
  expect(await Promise.all(first)).toEqual([1, 1, 1]);
  await new Promise(setImmediate);
  expect(ends).toHaveLength(2);
  ends[1]!(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
});

it('lets the next read happen after a failed one', async () => {
  let count = 0;
  const read = joined(async () => {
    count += 1;
    if (count === 1) throw new Error('first');
    return count;
  });
  await expect(read()).rejects.toThrow('first');
  expect(await read()).toBe(2);
});
