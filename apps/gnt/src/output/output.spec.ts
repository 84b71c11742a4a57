import { formatSize, formatTimestamp, formatValue } from './values';
import { formatTable } from './table';
import { formatTree } from './tree';

const terse = { verbose: false, units: 'h' } as const;

describe('values', () => {
  it('shows the status of values that are not there', () => {
    expect(formatValue('text', [1, null], terse)).toBe('??');
    expect(formatValue('unit', [3, null], terse)).toBe('-');
    expect(formatValue('unit', [4, null], { verbose: true, units: 'h' })).toBe('(offline)');
  });

  it('shows sizes in the wanted unit', () => {
    expect(formatSize(8)).toBe('8M');
    expect(formatSize(1536)).toBe('1.5G');
    expect(formatSize(258019)).toBe('252.0G');
    expect(formatSize(2 * 1024 * 1024)).toBe('2.0T');
    expect(formatSize(1536, 'm')).toBe('1536');
    expect(formatSize(1536, 'g')).toBe('1.5');
  });

  it('joins lists and writes booleans as Y and N', () => {
    expect(formatValue('other', [0, ['a', 'b']], terse)).toBe('a,b');
    expect(formatValue('bool', [0, true], terse)).toBe('Y');
  });

  it('shows job timestamps with their microseconds', () => {
    expect(formatTimestamp([0, 250_000], true)).toMatch(/^19(69|70)-.*\.250000$/);
  });
});

describe('table', () => {
  const columns = [
    { title: 'Instance', rightAligned: false },
    { title: 'Memory', rightAligned: true },
    { title: 'Status', rightAligned: false },
  ];
  const rows = [
    ['web1.example.com', '128M', 'running'],
    ['db', '-', 'ADMIN_down'],
  ];

  it('aligns columns and leaves no blanks at line ends', () => {
    expect(formatTable(columns, rows, { headers: true, separator: null })).toEqual([
      'Instance         Memory Status',
      'web1.example.com   128M running',
      'db                    - ADMIN_down',
    ]);
  });

  it('writes separated fields for scripts', () => {
    expect(formatTable(columns, rows, { headers: false, separator: ':' })).toEqual([
      'web1.example.com:128M:running',
      'db:-:ADMIN_down',
    ]);
  });
});

describe('tree', () => {
  it('indents objects and marks list items', () => {
    const tree = [{ name: 'web1', disks: [{ size: '1G' }, { size: '2G' }], tags: [], os: null }];
    expect(formatTree(tree)).toEqual([
      '- name: web1',
      '  disks:',
      '    - size: 1G',
      '    - size: 2G',
      '  tags:',
      '  os: None',
    ]);
  });
});
