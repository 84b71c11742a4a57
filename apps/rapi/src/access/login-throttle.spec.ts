import { BoundedMap } from './bounded-map';
import { LoginThrottle } from './login-throttle';
import { addressTest } from './networks';
import { Busy, hashPassword, parseScrypt, ScryptVerifier } from './scrypt';

describe('slowed logins', () => {
  it('count a network of IPv6 addresses as one, and IPv4 through IPv6 as IPv4', () => {
    const throttle = new LoginThrottle(() => 1000);
    for (let i = 0; i < 12; i++) throttle.failed(`2001:db8::${i}`, 'root');
    expect(throttle.wait('2001:db8::ffff', 'root')).toBeGreaterThan(0);
    expect(throttle.wait('2001:db8:0:1::1', 'root')).toBe(0);
    for (let i = 0; i < 12; i++) throttle.failed('::ffff:192.0.2.1', 'root');
    expect(throttle.wait('192.0.2.1', 'root')).toBeGreaterThan(0);
    expect(throttle.wait('192.0.2.1', 'other')).toBe(0);
  });

  it('end with a success, are forgotten after a while, and count an address as a whole', () => {
    let now = 1000;
    const throttle = new LoginThrottle(() => now);
    for (let i = 0; i < 20; i++) throttle.failed('192.0.2.1', 'root');
    throttle.succeeded('192.0.2.1', 'root');
    expect(throttle.wait('192.0.2.1', 'root')).toBe(0);
    for (let i = 0; i < 100; i++) throttle.failed('192.0.2.1', `user${i}`);
    expect(throttle.wait('192.0.2.1', 'somebody')).toBeGreaterThan(0);
    throttle.succeeded('192.0.2.1', 'own');
    expect(throttle.wait('192.0.2.1', 'somebody')).toBeGreaterThan(0);
    now += 1000;
    throttle.failed('192.0.2.1', 'somebody');
    expect(throttle.wait('192.0.2.1', 'somebody')).toBe(0);
  });

  it('cost no memory beyond a limit', () => {
    const map = new BoundedMap<number>(3);
    for (let i = 0; i < 10; i++) map.set(`k${i}`, i);
    map.set('k7', 70);
    map.set('k10', 10);
    expect([map.size, map.get('k7'), map.get('k8')]).toEqual([3, 70, undefined]);
  });
});

describe('strong hashes', () => {
  it('are salted, and refuse parameters that would cost too much', async () => {
    const [one, two] = [await hashPassword('pw'), await hashPassword('pw')];
    expect(one).not.toBe(two);
    const text = one.slice('{scrypt}'.length);
    expect(parseScrypt(text)).toMatchObject({ ln: 15, r: 8, p: 1 });
    for (const bad of ['', text.replace('ln=15', 'ln=30'), text.replace('ln=15', 'ln=1'), text.replace('p=1', 'p=99'), text.replace('$', ''), text.replace('r=8', 'r=0')]) {
      expect(parseScrypt(bad)).toBeNull();
    }
    const verifier = new ScryptVerifier();
    expect(await verifier.matches(parseScrypt(text), 'pw')).toBe(true);
    expect(await verifier.matches(parseScrypt(text), 'pv')).toBe(false);
    expect(await verifier.matches(null, '')).toBe(false);
  });

  it('are checked a few at a time, and no more wait than have room', async () => {
    const verifier = new ScryptVerifier(1, 2);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => verifier.matches(null, 'x')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(3);
    expect(outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason instanceof Busy] : []))).toEqual([true, true]);
    expect(await verifier.matches(null, 'x')).toBe(false);
  });
});

it('addresses lie in networks', () => {
  const test = addressTest(['127.0.0.1', '10.1.0.0/16', '2001:db8::/32']);
  expect(['127.0.0.1', '::ffff:10.1.9.9', '10.2.0.1', '2001:db8::1', '2001:db9::1', 'nonsense'].map(test)).toEqual([true, true, false, true, false, false]);
  expect(addressTest([])('127.0.0.1')).toBe(false);
});
