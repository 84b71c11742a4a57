/** What connections are encrypted with, before and after the certificate is replaced. */
import { connect, type ConnectionOptions } from 'node:tls';
import { startHarness, type Harness } from './testing/harness';

let harness: Harness;
beforeEach(async () => (harness = await startHarness({ ssl: true })));
afterEach(() => harness.stop());

/** Name in the certificate and protocol, or what went wrong. */
const handshake = (options: ConnectionOptions): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: harness.rapi.port, rejectUnauthorized: false, ...options }, () => {
      resolve([socket.getPeerCertificate().subject.CN, socket.getProtocol()].join(' '));
      socket.destroy();
    });
    socket.on('error', () => resolve('refused'));
  });

async function onlySound(name: string): Promise<void> {
  expect(await handshake({})).toBe(`${name} TLSv1.3`);
  expect(await handshake({ maxVersion: 'TLSv1.2' })).toBe(`${name} TLSv1.2`);
  expect(await handshake({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })).toBe('refused');
  // No authenticated encryption; no forward secrecy.
  for (const ciphers of ['ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256', 'AES128-GCM-SHA256:AES256-SHA256']) {
    expect([ciphers, await handshake({ maxVersion: 'TLSv1.2', ciphers })]).toEqual([ciphers, 'refused']);
  }
}

it('takes sound protocols and ciphers only, with a new certificate too', async () => {
  await onlySound('first');
  await harness.replaceCertificate('second');
  while ((await handshake({})) !== 'second TLSv1.3') await new Promise((resolve) => setTimeout(resolve, 10));
  await onlySound('second');
});
