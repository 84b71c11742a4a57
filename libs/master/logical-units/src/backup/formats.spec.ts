/** What is written for other programs and other clusters to read. */
import { createSelfSigned } from '@ganeti/runtime';
import fc from 'fast-check';
import { announceDisk, checkCertificate, checkDisk, checkHandshake, checkKeyName, makeHandshake, signCertificate, signKeyName } from './cross-cluster';
import { formatIni, parseIni } from './ini';

describe('config.ini', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/);
  const value = fc.stringMatching(/^([!-~]([ -~]{0,20}[!-~])?)?$/);

  it('is read as it was written', () =>
    fc.assert(
      fc.property(fc.dictionary(name, fc.dictionary(name, value, { noNullPrototype: true }), { noNullPrototype: true }), (sections) => {
        const read = Object.fromEntries([...parseIni(formatIni(sections))].map(([section, values]) => [section, Object.fromEntries(values)]));
        expect(read).toEqual(sections);
      }),
    ));

  it('may have comments, colons, capitals and values of several lines, as Python takes them', () => {
    const ini = parseIni('# by hand\n[export]\nVersion: 0\n; more\nos = debian+small\r\n\n[instance]\nname=web1\ntags = a\n\tb\n');
    expect([...ini].map(([section, values]) => [section, Object.fromEntries(values)])).toEqual([
      ['export', { version: '0', os: 'debian+small' }],
      ['instance', { name: 'web1', tags: 'a\nb' }],
    ]);
    expect(() => parseIni('[export]\nnothing\n')).toThrow('line 2');
  });
});

describe('what clusters prove to each other', () => {
  const secret = 's3cret';

  it('is what Ganeti computes', () => {
    // HMAC-SHA1 of "salt0:Hi, I'm Ganeti", worked out with Python's hmac module.
    expect(makeHandshake(secret, 'salt')).toEqual([0, '8a4e994921e59c05c000142b200b31f23e06cef2', 'salt']);
    expect(announceDisk(secret, 1, { host: '192.0.2.1', port: 4711, magic: 'abc' }, 'salt')).toEqual(['192.0.2.1', 4711, 'abc', '2a35d76b3b4bbb21ed3b54b45b7e7ec7fd43e7a5', 'salt']);
  });

  it('holds with the same secret, and with no other', async () => {
    const { certificate } = await createSelfSigned('test', 600);
    const checks: [string, (secret: string) => unknown][] = [
      ['handshake', (other) => checkHandshake(other, makeHandshake(secret, 'aa'))],
      ['name of a key', (other) => checkKeyName(other, signKeyName(secret, 'key', 'aa'))],
      ['certificate', (other) => checkCertificate(other, signCertificate(secret, certificate, 'aa'), 'source_x509_ca')],
      ['disk', (other) => checkDisk(other, 0, announceDisk(secret, 0, { host: 'h', port: 1, magic: 'm' }, 'aa'))],
    ];
    for (const [, check] of checks) {
      check(secret);
      expect(() => check('another')).toThrow(/cluster domain secret/);
    }
    expect(checkCertificate(secret, signCertificate(secret, certificate, 'aa'), 'x')).toBe(certificate);
    expect(() => checkDisk(secret, 1, announceDisk(secret, 0, { host: 'h', port: 1, magic: 'm' }, 'aa'))).toThrow(/Disk 1/);
    expect(() => checkHandshake(secret, ['x'])).toThrow(/version, signature, salt/);
    expect(() => checkCertificate(secret, certificate, 'source_x509_ca')).toThrow(/X-Ganeti-Signature/);
  });
});
