/** New keys on simulated nodes: what nodes and master show and trust afterwards, also when something goes away or dies meanwhile. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthority } from '@ganeti/master-keys';
import { connectNode, type TlsMaterial } from '@ganeti/node-api';
import { belongTogether, certificateDigest, createCa, issueCertificate, readBundle, writeBundle } from '@ganeti/runtime';
import { worldPerTest } from '@ganeti/testkit';

const world = worldPerTest();
const { op, good, failure } = world;

const renew = (params: object) => op('CLUSTER_RENEW_CRYPTO', params);
const authority = () => createAuthority(world.nodes.masterPaths, 'cluster.example.com');

/** Names of the nodes that a master with these keys gets an answer from. */
async function answering(tls: TlsMaterial): Promise<string[]> {
  const answers = await Promise.all(
    world.nodes.doors.nodes.map(async ({ name, address, port }) => {
      const expectedDigests = (): string[] => [world.config.view.node(name)?.certificate_digest ?? ''];
      const connection = connectNode({ name, address, port, tls, epoch: 1, expectedDigests, connectTimeoutSeconds: 2 });
      const answer = await connection.call('Node.Handshake', {}).then(() => [name], () => []);
      connection.close();
      return answer;
    }),
  );
  return answers.flat();
}
const names = () => [...world.nodes.names];
const nodeOf = (name: string) => world.config.view.node(name)!;
const digests = () => names().map((name) => nodeOf(name).certificate_digest);

describe('OP_CLUSTER_RENEW_CRYPTO', () => {
  it('gives nodes new certificates; keys stay where they are made', async () => {
    await good(renew({ node_certificates: true }));
    const before = digests();
    const old = authority().tls();
    await good(renew({ node_certificates: true, verbose: true }));
    expect(digests().every((digest, index) => digest !== before[index])).toBe(true);
    for (const name of names()) {
      const bundle = await readBundle(world.nodes.paths(name).nodeBundle);
      expect([certificateDigest(bundle.certificate), belongTogether(bundle)]).toEqual([nodeOf(name).certificate_digest, true]);
    }
    expect(await answering(old)).toEqual(names());
  });

  it('makes a new authority: the old one is trusted by nobody in the end', async () => {
    await good(renew({ node_certificates: true }));
    const before = authority();
    const old = before.tls();
    const rapi = world.nodes.masterPaths.rapiBundle;
    await writeBundle(rapi, await before.issue({ commonName: 'cluster.example.com', role: 'rapi', names: ['api.example.com'], addresses: ['127.0.0.9'] }));
    await good(renew({ cluster_certificate: true }));
    const after = authority();
    expect(after.digest).not.toBe(before.digest);
    expect(await answering(after.tls())).toEqual(names());
    expect(await answering(old)).toEqual([]);
    for (const name of names()) expect(readFileSync(world.nodes.paths(name).caCertificate, 'utf8')).toBe(after.trustFor());
    // The remote API's was of the old authority: it is certified for the same names.
    const { certificate } = await readBundle(rapi);
    expect(after.isOurs(certificate)).toBe(true);
  });

  it('leaves a node that is away for later; it catches up when it is back', async () => {
    await good(renew({ node_certificates: true }));
    const away = 'node3.example.com';
    const before = authority();
    world.nodes.silent.add(away);
    const { log } = await good(renew({ cluster_certificate: true }));
    expect(log.join('\n')).toContain(`${away} cannot be reached`);
    expect(nodeOf(away).missed_renewal).toBe(before.digest);
    const between = authority();
    expect(await answering(between.tls())).toEqual(['node1.example.com', 'node2.example.com']);
    expect(await answering(between.tls(before.digest))).toContain(away);

    world.nodes.silent.clear();
    await good(renew({ node_certificates: true, nodes: [away] }));
    expect(nodeOf(away).missed_renewal).toBe('');
    const after = authority();
    expect(await answering(after.tls())).toEqual(names());
    expect(await answering(between.tls(before.digest))).toEqual([]);
  });

  it('goes on after any crash, and ends with everybody on the new authority', async () => {
    await good(renew({ node_certificates: true }));
    let deaths = 0;
    for (let n = 1; n < 400; n += 9) {
      const before = authority().digest;
      const { died, ended } = await world.runCut({ OP_ID: 'OP_CLUSTER_RENEW_CRYPTO', cluster_certificate: true }, n);
      expect(await world.remains()).toEqual([]);
      expect(await answering(authority().tls())).toEqual(names());
      if (ended !== null) expect([ended.status, authority().digest === before]).toEqual(['success', false]);
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(3);
  });

  it('sends domain secret and SPICE certificate to all nodes, made here or brought along', async () => {
    const dir = world.nodes.paths('node1.example.com').dataDir;
    const file = (name: string, node: string): string => readFileSync(join(world.nodes.paths(node).dataDir, name), 'utf8');
    await good(renew({ cluster_domain_secret: true, spice_certificate: true }));
    const secret = file('cluster-domain-secret', 'node1.example.com');
    expect(secret).toMatch(/^[0-9a-f]{64}\n$/);
    for (const name of ['cluster-domain-secret', 'spice.pem', 'spice-ca.pem']) expect(file(name, 'node3.example.com')).toBe(file(name, 'node1.example.com'));

    writeFileSync(join(dir, 'given'), 'shared by two clusters\n');
    await good(renew({ cluster_domain_secret_file: join(dir, 'given') }));
    expect(file('cluster-domain-secret', 'node2.example.com')).toBe('shared by two clusters\n');
  });

  it('shows a certificate an administrator brings, and does not replace it with an own one', async () => {
    const { rapiBundle, dataDir } = world.nodes.masterPaths;
    const foreign = await createCa('elsewhere', 1);
    const bundle = await issueCertificate(foreign, { commonName: 'api.example.com', role: 'rapi', days: 1 });
    const path = join(dataDir, 'brought.pem');
    await writeBundle(path, bundle);
    await good(renew({ rapi_certificate_file: path }));
    expect(await readBundle(rapiBundle)).toEqual(bundle);
    await good(renew({ cluster_certificate: true }));
    expect(await readBundle(rapiBundle)).toEqual(bundle);
  });

  it('refuses what it cannot use, before anything is done', async () => {
    const { dataDir } = world.nodes.masterPaths;
    const [a, b] = [await createCa('a', 1), await createCa('b', 1)];
    await writeBundle(join(dataDir, 'mixed.pem'), { certificate: a.certificate, key: b.key });
    for (const [params, text] of [
      [{}, 'Nothing is asked for'],
      [{ renew_ssh_keys: true }, 'no ssh keys'],
      [{ rapi_certificate_file: join(dataDir, 'nowhere.pem') }, 'ENOENT'],
      [{ rapi_certificate_file: join(dataDir, 'mixed.pem') }, 'is not that of the certificate'],
      [{ cluster_certificate: true, nodes: ['node1.example.com'] }, 'for all'],
      [{ rapi_certificate: true, rapi_certificate_file: '/x' }, 'give one of them'],
    ] as const) {
      expect((await failure(renew(params)))[2]).toContain(text);
    }
  });
});
