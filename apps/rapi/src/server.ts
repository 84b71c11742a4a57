/** The HTTP or HTTPS server around the application: limits, broken requests, orderly end. */
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import type { CertificateBundle, Logger } from '@ganeti/runtime';
import { errorBody, HttpError, shortPhrase } from './http-error';

export interface ServerOptions {
  readonly bind: string;
  /** 0: any free one. */
  readonly port: number;
  /** Missing: plain HTTP. */
  readonly certificate?: CertificateBundle;
  readonly maxClients: number;
  readonly logger: Logger;
}

export interface RapiServer {
  readonly port: number;
  /** For connections from now on. Throws when key and certificate do not fit. */
  setCertificate(bundle: CertificateBundle): void;
  /** Takes no more requests; those under way get `seconds` before they are cut off. */
  close(seconds: number): Promise<void>;
}

/** How long a client may take, ms. Whoever is slower only holds a connection that others could use. */
const limits = {
  tlsHandshake: 10_000,
  headers: 15_000,
  wholeRequest: 120_000,
  /** Nothing read and nothing written; longer than a job wait. */
  silence: 60_000,
  betweenRequests: 75_000,
  /** How often is looked for those who are too slow. */
  check: 5_000,
};
/**
 * TLS 1.3's own, and for TLS 1.2 those that keep old recordings secret when a key is lost and authenticate what they encrypt. The
 * quickest come first: long lists take as long as their encryption.
 */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

const maxHeaderBytes = 16 * 1024;

/** Resolves when it listens. */
export async function startServer(listener: RequestListener, options: ServerOptions): Promise<RapiServer> {
  const { certificate, logger } = options;
  const http = {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: limits.headers,
    requestTimeout: limits.wholeRequest,
    keepAliveTimeout: limits.betweenRequests,
    connectionsCheckingInterval: limits.check,
    // The application says it in a body of the usual form.
    requireHostHeader: false,
  };
  const server: Server | SecureServer =
    certificate === undefined
      ? createHttpServer(http, listener)
      : createHttpsServer(
          { ...http, ...secure(certificate), handshakeTimeout: limits.tlsHandshake },
          listener,
        );
  server.maxConnections = options.maxClients;
  server.setTimeout(limits.silence);
  server.on('clientError', (error: ClientError, socket) => refuse(error, socket, logger));
  server.on('checkExpectation', refuseExpectation);
  server.on('tlsClientError', (error: Error) => logger.debug({ err: error }, 'a TLS handshake failed'));
  server.on('drop', () =>
    logger.warn({ limit: options.maxClients }, 'a connection was refused: there are as many as may be'),
  );

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.bind, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    setCertificate: (bundle) => {
      if ('setSecureContext' in server) server.setSecureContext(secure(bundle));
    },
    close: (seconds) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), seconds * 1000);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** All of it each time: what is left out when a certificate is replaced falls back to the defaults of Node.js. */
const secure = ({ key, certificate }: CertificateBundle): SecureContextOptions => ({
  key,
  cert: certificate,
  minVersion: 'TLSv1.2',
  ciphers,
  honorCipherOrder: true,
});

interface ClientError extends Error {
  readonly code?: string;
  /** What was received. */
  readonly rawPacket?: Buffer;
}

function meaning({ code, rawPacket }: ClientError): HttpError {
  switch (code) {
    case 'HPE_INVALID_METHOD': {
      const line = /^([A-Za-z0-9_-]{1,40}) ([\x21-\x7e]{1,200}) HTTP\//.exec(
        rawPacket?.subarray(0, 300).toString('latin1') ?? '',
      );
      if (line === null) break;
      return new HttpError(501, `Method ${line[1]?.toUpperCase()} is unsupported for path ${line[2]}`);
    }
    case 'HPE_INVALID_VERSION':
      return new HttpError(505, 'The HTTP version is not supported; use HTTP/1.1');
    case 'HPE_HEADER_OVERFLOW':
      return new HttpError(431, `Request line and headers are larger than ${maxHeaderBytes} bytes`);
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpError(408, 'The request did not arrive in time');
    default:
  }
  return new HttpError(400, 'The request is not valid HTTP');
}

/** An Expect header that is not `100-continue`. The body that may follow it is not read. */
function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const failure = new HttpError(417, 'This server knows no expectation but 100-continue');
  const body = errorBody(failure);
  response
    .writeHead(failure.status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), Connection: 'close' })
    .end(body);
}

/** A request that the parser could not make sense of: there is no response object, and the connection is of no more use. */
function refuse(error: ClientError, socket: Duplex, logger: Logger): void {
  logger.debug({ err: error }, 'a request could not be read');
  // An answer may be on its way already: a second one behind it would be taken for the answer to something else.
  const { _httpMessage: current } = socket as { _httpMessage?: { headersSent: boolean } };
  if (!socket.writable || current?.headersSent === true) {
    socket.destroy();
    return;
  }
  const failure = meaning(error);
  const body = errorBody(failure);
  socket.end(
    `HTTP/1.1 ${failure.status} ${shortPhrase(failure.status)}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
