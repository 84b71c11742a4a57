/** Who is at the other end, by the URI names of its certificate (docs/architecture.md, Nodes). */

/** What node:tls tells about a peer's certificate. */
export interface PeerCertificateNames {
  readonly subjectaltname?: string | undefined;
  readonly fingerprint256?: string | undefined;
}

const nodeUri = 'urn:ganeti:node:';

function uris({ subjectaltname }: PeerCertificateNames): string[] {
  return (subjectaltname ?? '')
    .split(', ')
    .filter((name) => name.startsWith('URI:'))
    .map((name) => name.slice(4));
}

export function isMaster(certificate: PeerCertificateNames): boolean {
  return uris(certificate).includes('urn:ganeti:role:master');
}

/** uuid of the node that the certificate is for; null: not a node's. */
export function nodeUuidOf(certificate: PeerCertificateNames): string | null {
  return uris(certificate).find((uri) => uri.startsWith(nodeUri))?.slice(nodeUri.length) ?? null;
}

/** SHA-256, lower-case hex. */
export function digestOf({ fingerprint256 }: PeerCertificateNames): string {
  return (fingerprint256 ?? '').replaceAll(':', '').toLowerCase();
}
