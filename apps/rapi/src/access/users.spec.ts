import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { findUser, parseBasic, parseUsers } from './users';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const names = (text: string): string[] => [...parseUsers(text).keys()];
const lets = (text: string, name: string, password: string): boolean =>
  findUser(parseUsers(text), { name, password }) !== null;

describe('the users file', () => {
  it('reads the example of the documentation', () => {
    const users = parseUsers(
      '# Give Jack and Fred read-only access\njack abc123\nfred {cleartext}foo555\n\n' +
        'autocreator xyz789 write\njessica {HA1}7046452df2cbb530877058712cf17bd4 write\n',
    );
    expect([...users.keys()]).toEqual(['jack', 'fred', 'autocreator', 'jessica']);
    expect([...users.values()].map(({ options }) => [...options])).toEqual([[], [], ['write'], ['write']]);
    expect(findUser(users, { name: 'jack', password: 'abc123' })?.name).toBe('jack');
    expect(findUser(users, { name: 'fred', password: 'foo555' })?.name).toBe('fred');
    expect(findUser(users, { name: 'fred', password: '{cleartext}foo555' })).toBeNull();
  });

  it('passes over comments, empty lines and lines with too few fields', () => {
    expect(names('\n  # x y\n#a b\nlonely\n   ok   pw   \r\n\tother\tpw\n')).toEqual(['ok', 'other']);
  });

  it('takes the last of several lines for one user', () => {
    const users = parseUsers('a one write\na two\n');
    expect(users.get('a')?.options.size).toBe(0);
    expect(findUser(users, { name: 'a', password: 'one' })).toBeNull();
    expect(findUser(users, { name: 'a', password: 'two' })).not.toBeNull();
  });

  it('splits options at commas', () => {
    expect([...(parseUsers('a b read, write ,,x').get('a')?.options ?? [])]).toEqual(['read', 'write', 'x']);
  });

  it('takes schemes in any case, and refuses unknown ones', () => {
    const ha1 = md5('u:Ganeti Remote API:p');
    for (const scheme of ['{HA1}', '{ha1}', '{Ha1}']) {
      expect(lets(`u ${scheme}${ha1}`, 'u', 'p')).toBe(true);
      expect(lets(`u ${scheme}${ha1.toUpperCase()}`, 'u', 'p')).toBe(true);
      expect(lets(`u ${scheme}${ha1}`, 'u', 'q')).toBe(false);
    }
    expect(lets('u {ClearText}p', 'u', 'p')).toBe(true);
    expect(lets('u {sha256}p', 'u', 'p')).toBe(false);
    expect(lets('u {p', 'u', '{p')).toBe(false);
  });

  it('lets in exactly those with the right name and password, whatever they are', () => {
    const word = fc.stringMatching(/^[^\s\u0085\u180e\ufeff:{#][^\s\u0085\u180e\ufeff]{0,20}$/u);
    const name = word.filter((text) => !text.includes(':'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, word, fc.constantFrom('', '{cleartext}', '{HA1}')), { minLength: 1 }),
        word,
        (lines, wrong) => {
          const text = lines
            .map(
              ([user, password, scheme]) =>
                `${user} ${scheme}${scheme === '{HA1}' ? md5(`${user}:Ganeti Remote API:${password}`) : password}`,
            )
            .join('\n');
          const users = parseUsers(text);
          const last = new Map(lines.map(([user, password]) => [user, password]));
          for (const [user, password] of last) {
            const header = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
            expect(findUser(users, parseBasic(header) ?? { name: '', password: '' })?.name).toBe(user);
            if (wrong !== password) expect(findUser(users, { name: user, password: wrong })).toBeNull();
          }
          expect(last.has(wrong) ? null : findUser(users, { name: wrong, password: wrong })).toBeNull();
        },
      ),
    );
  });

  it('never throws, and finds no users without a password', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { name, password } of parseUsers(text).values()) {
          expect(name).toMatch(/^\S+$/);
          expect(password).toMatch(/^\S+$/);
        }
      }),
    );
  });
});

describe('the Authorization header', () => {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  it.each([
    [`Basic ${encode('a:b')}`, { name: 'a', password: 'b' }],
    [`basic ${encode('a:b:c')}`, { name: 'a', password: 'b:c' }],
    [`Basic  ${encode('ä:')}`, { name: 'ä', password: '' }],
    [`Basic ${encode('nocolon')}`, null],
    ['Basic', null],
    ['Basic !!!', null],
    [`Bearer ${encode('a:b')}`, null],
    ['', null],
  ])('%s', (header, expected) => {
    expect(parseBasic(header)).toEqual(expected);
  });
});
