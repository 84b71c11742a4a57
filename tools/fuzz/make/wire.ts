/** Broken HTTP: what no client library would send. All of it speaks for the administrator, so that nothing but the form is in the way. */
import type { Random } from '../random';
import type { FuzzRequest, Wire } from '../request';
import { authorization } from '../world';

type Header = readonly [name: string, value: string];

const host: Header = ['Host', 'localhost'];
const login: Header = ['Authorization', authorization('admin')];
const json: Header = ['Content-Type', 'application/json'];

/** Request line and headers, with the empty line. */
export function head(method: string, path: string, headers: readonly Header[]): string {
  return `${method} ${path} HTTP/1.1\r\n${[host, ...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** A whole request that would change the cluster, hidden where only a confused server finds one. */
const smuggled = head('PUT', '/2/instances/plain1.example.com/tags?tag=smuggled', [login, ['Content-Length', '0']]);
const target = '/2/instances/plain1.example.com/tags';

type Form = (random: Random) => string | readonly [text: string, more: Partial<Wire>];

const never: Partial<Wire> = { answers: 0 };

const forms: Readonly<Record<string, Form>> = {
  'bad request line': ({ pick, int }) =>
    `${pick([
      'GET /2/info',
      'GET /2/info HTTP',
      'GET /2/info HTTP/1.1 x',
      'GET\t/2/info\tHTTP/1.1',
      'GET /2/in fo HTTP/1.1',
      'GET /2/info HTTP/9.9',
      'GET /2/info HTTP/2.0',
      'GET /2/info HTTP/0.9',
      'GET /2/info HTTP/-1.1',
      'get /2/info HTTP/1.1',
      'get /2/info http/1.1',
      '/2/info GET HTTP/1.1',
      'G\u0000T /2/info HTTP/1.1',
      'GET /2/\u0000info HTTP/1.1',
      'GET /2/inf\u00f6 HTTP/1.1',
      'BREW /2/info HTTP/1.1',
      'PRI * HTTP/2.0',
      `GET ${'/x'.repeat(20_000)} HTTP/1.1`,
      `${'X'.repeat(1 + int(3000))} /2/info HTTP/1.1`,
      ' GET /2/info HTTP/1.1',
    ])}\r\nHost: localhost\r\nAuthorization: ${login[1]}\r\n\r\n`,
  'no HTTP': ({ int }) => [Buffer.from(Array.from({ length: 1 + int(300) }, () => int(256))).toString('latin1'), { ...never, then: 'end' }],
  'bad header': ({ pick, int }) =>
    `PUT ${target}?tag=x HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${login[1]}\r\n${pick([
      'X: a\u0000b',
      'X\u0000: a',
      'no colon here',
      'X : space before the colon',
      ': no name',
      'X(: a',
      'X: a\rY: b',
      'X: a\u0007b',
      `X: ${'x'.repeat(17_000 + int(50_000))}`,
      Array.from({ length: 900 }, (_, n) => `X-${n}: ${'y'.repeat(20)}`).join('\r\n'),
      'Content-Length: x',
      'Content-Length: -1',
      'Content-Length: 1e3',
      'Content-Length: 99999999999999999999999',
      'Content-Length: 0x10',
      'Transfer-Encoding: zzz',
      'Transfer-Encoding: chunked, zzz',
    ])}\r\n\r\n`,
  'no host': () => `PUT ${target}?tag=x HTTP/1.1\r\nAuthorization: ${login[1]}\r\n\r\n`,
  'conflicting lengths': ({ pick }) =>
    pick([
      `${head('PUT', target, [login, json, ['Content-Length', '4'], ['Content-Length', '5']])}{"a"}`,
      `${head('PUT', target, [login, json, ['Content-Length', '4, 5']])}{"a"}`,
      // Whoever counts bytes sees a body; whoever looks for chunks sees another request behind it.
      `${head('PUT', target, [login, json, ['Content-Length', String(5 + smuggled.length)], ['Transfer-Encoding', 'chunked']])}0\r\n\r\n${smuggled}`,
      `${head('PUT', target, [login, json, ['Transfer-Encoding', 'chunked'], ['Content-Length', '3']])}8\r\n{"zzz":1\r\n0\r\n\r\n${smuggled}`,
      `${head('PUT', target, [login, json, ['Transfer-Encoding', 'identity'], ['Content-Length', '3']])}{}}${smuggled}`,
    ]),
  'bad chunks': ({ pick, int }) =>
    `${head('PUT', target, [login, json, ['Transfer-Encoding', 'chunked']])}${pick([
      'zz\r\n{}\r\n0\r\n\r\n',
      '-1\r\n{}\r\n0\r\n\r\n',
      'FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n',
      '2\r\n{}zz\r\n0\r\n\r\n',
      '2 {}\r\n0\r\n\r\n',
      '\r\n{}\r\n0\r\n\r\n',
      `2;${'x'.repeat(20_000 + int(10_000))}\r\n{}\r\n0\r\n\r\n`,
      '2\r\n{"\r\n3\r\nzz"\r\n0\r\n\r\n',
      '0x2\r\n{}\r\n0\r\n\r\n',
    ])}`,
  'injected header': ({ pick }) =>
    head('GET', `/2/instances/${pick(['x\r\nX-Injected: 1', 'x\nX-Injected: 1', 'x\u0085y', 'x%0d%0aX-Injected:1'])}/info`, [login]),
  // The half that is there has to do nothing.
  'cut off': ({ pick, int }) => {
    const whole = pick([
      `${head('PUT', target, [login, json, ['Content-Length', '9']])}["late1"]`,
      `${head('PUT', target, [login, json, ['Transfer-Encoding', 'chunked']])}9\r\n["late2"]\r\n0\r\n\r\n`,
      head('DELETE', `${target}?tag=prod`, [login]),
    ]);
    return [whole.slice(0, 1 + int(whole.length - 2)), { ...never, then: pick(['end', 'cut']) }];
  },
  'slow and wrong': ({ pick, int }) => [`${head('PUT', target, [login, json, ['Content-Length', '9']])}["late3",`, { pauseMs: 1 + int(10), then: pick(['wait', 'end']) }],
  'body too short': () => [`${head('PUT', target, [login, json, ['Content-Length', '900']])}["late4"]`, { ...never, then: 'end' }],
  'too large': ({ pick }) => [head('PUT', target, [login, json, ['Content-Length', pick(['10485761', '4294967296', '9007199254740993'])]]), { then: 'wait' }],
  connect: ({ pick }) => [head(pick(['CONNECT']), pick(['other.example.com:443', '/2/info']), [login]), never],
  expectation: () => head('PUT', `${target}?tag=x`, [login, ['Expect', 'zzz'], ['Content-Length', '0']]),
  // TLS is spoken with somebody who does not.
  'TLS in TLS': () => ['\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', { ...never, then: 'end' }],
};

export const brokenForms = Object.keys(forms);

export function brokenHttp(random: Random, form = random.pick(brokenForms)): FuzzRequest {
  const made = forms[form]!(random);
  const [text, more] = typeof made === 'string' ? [made, {}] : made;
  return { kind: `HTTP: ${form}`, as: 'admin', ...look(text), wire: { chunks: cut(Buffer.from(text, 'latin1'), random, more.pauseMs !== undefined), pauseMs: 0, then: 'wait', answers: 1, ...more } };
}

/** A request that is right, but comes in pieces or several at once. */
export function oddlySent(random: Random): FuzzRequest {
  const path = random.pick(['/2/info', '/2/instances', '/2/nodes/node1.example.com']);
  const one = head('GET', path, [login]);
  const many = 2 + random.int(20);
  const [kind, text, answers] = random.pick([['pipelined', one.repeat(many), many], ['in pieces', one, 1], ['empty lines first', `\r\n\r\n${one}`, 1]] as const);
  const isSlow = kind === 'in pieces';
  return { kind: `HTTP: ${kind}`, as: 'admin', method: 'GET', path, wire: { chunks: cut(Buffer.from(text), random, isSlow), pauseMs: isSlow ? 1 : 0, then: 'wait', answers } };
}

function cut(bytes: Buffer, random: Random, isSlow: boolean): Buffer[] {
  if (!isSlow) return [bytes];
  const size = Math.max(1, Math.ceil(bytes.length / (2 + random.int(8))));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
}

function look(text: string): { method: string; path: string } {
  const [method = '', path = ''] = text.slice(0, 100).split(/[ \t\r\n]/);
  return { method, path };
}
