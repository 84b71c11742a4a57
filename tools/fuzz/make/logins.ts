/** Wrong passwords and malformed Authorization headers. They come from addresses of their own, as each address is slowed down by its failures. */
import type { Random } from '../random';
import type { FuzzRequest } from '../request';
import { authorization, users } from '../world';
import { head } from './wire';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function header(random: Random): string {
  const { pick, int } = random;
  const [name] = users.admin;
  const right = authorization('admin');
  return pick<() => string>([
    () => `Basic ${base64(`${name}:wrong${int(1000)}`)}`,
    () => `Basic ${base64(`nobody${int(1000)}:x`)}`,
    () => `Basic ${base64(name)}`,
    () => `Basic ${base64(`${name}:`)}`,
    () => `Basic ${base64(`:${users.admin[1]}`)}`,
    () => `Basic ${base64(`${name}:${'x'.repeat(int(6000))}`)}`,
    () => `Basic ${base64(`${name}\u0000:${users.admin[1]}`)}`,
    () => `Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0x80]).toString('base64')}`,
    () => 'Basic',
    () => 'Basic ',
    () => 'Basic !!!!',
    () => right.slice(0, -3),
    () => right.replace('Basic ', 'Digest '),
    () => right.replace('Basic ', 'Bearer '),
    () => `Bearer gnt_${'x'.repeat(int(200))}`,
    () => 'Bearer',
    () => 'Digest username="x", realm="x", nonce="x", uri="/", response="x"',
    () => 'Negotiate AAAA',
    () => '__proto__',
  ])();
}

export function badLogin(random: Random): FuzzRequest {
  const method = random.pick(['GET', 'GET', 'PUT', 'DELETE']);
  const path = random.pick(['/2/info', '/2', '/2/instances?bulk=1', '/2/tags?tag=x', '/2/instances/plain1.example.com']);
  const bytes = Buffer.from(head(method, path, [['Authorization', header(random)], ['Connection', 'close']]), 'latin1');
  const from = `127.200.${random.int(200)}.${1 + random.int(250)}`;
  return { kind: 'bad login', as: 'stranger', method, path, wire: { chunks: [bytes], pauseMs: 0, then: 'wait', answers: 1, from } };
}
