/**
 * Runs in a guest node and does what the host asks, over a virtio serial port: runs programs, calls drivers. One JSON text a line.
 * What a function among the arguments of a call is called with comes back as an event.
 */
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { encodeError } from '@ganeti/errors';
import type { Hypervisor } from '@ganeti/node-hypervisor';
import { localBytes, type BlockDeviceDriver } from '@ganeti/node-storage';
import { execaRunner } from '@ganeti/runtime';
import { hypervisor, storageDrivers } from './guest-drivers';
import { driverParts, fromLine, toLine, type Answer, type Call } from './protocol';

const node = Number(/\bnode=(\d+)/.exec(readFileSync('/proc/cmdline', 'utf8'))?.[1]);
/** It can be open only once. */
const port = await open('/dev/virtio-ports/agent', 'r+');
let written: Promise<unknown> = Promise.resolve();
const send = (answer: Answer): void => {
  written = written.then(() => port.write(toLine(answer)));
};
let drivers: readonly BlockDeviceDriver[] = [];
const hypervisors = new Map<string, Hypervisor>();

function method(owner: object | undefined, name: string, what: string): (args: readonly unknown[]) => Promise<unknown> {
  const found = (owner as Record<string, ((this: unknown, ...args: unknown[]) => unknown) | undefined> | undefined)?.[name];
  if (found === undefined) throw new Error(`${what} has no ${name}`);
  return async (args) => {
    const answer = await found.call(owner, ...args);
    // Such as the end of a subscription.
    return typeof answer === 'function' ? null : (answer ?? null);
  };
}

async function carryOut(call: Call): Promise<unknown> {
  switch (call.op) {
    case 'open':
      drivers = storageDrivers(node, call.settings);
      return Object.fromEntries(drivers.flatMap((driver) => driver.types.map((type) => [type, driverParts.filter((part) => driver[part] !== undefined)])));
    case 'run':
      return execaRunner.run(call.program, call.args, { env: process.env as Record<string, string>, timeoutSeconds: call.timeout, stdin: call.stdin });
    case 'driver': {
      const driver = drivers.find(({ types }) => types.includes(call.type));
      if (driver === undefined) throw new Error(`no driver for ${call.type}`);
      return method(call.part === undefined ? driver : driver[call.part], call.method, `${call.type} ${call.part ?? ''}`)(call.args);
    }
    case 'hypervisor': {
      const made = hypervisors.get(call.kind) ?? hypervisor(call.kind);
      hypervisors.set(call.kind, made);
      return method(made, call.method, call.kind)(call.args);
    }
    case 'bytes':
      return method(localBytes, call.method, 'bytes')(call.args);
    case 'die':
      process.kill(process.pid, 'SIGKILL');
      return null;
  }
}

async function main(): Promise<void> {
  const buffer = Buffer.alloc(1 << 16);
  let text = '';
  send({ hello: process.pid });
  for (;;) {
    const { bytesRead } = await port.read(buffer, 0, buffer.length, null);
    // The host is not there yet, or has gone: it may come back.
    if (bytesRead === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    const lines = (text + buffer.toString('utf8', 0, bytesRead)).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const call = fromLine(line, (callback) => (value) => send({ id: call.id, callback, value })) as Call;
      carryOut(call).then(
        (result) => send({ id: call.id, result }),
        (error: unknown) => send({ id: call.id, error: encodeError(error), stack: (error as Error).stack ?? '' }),
      );
    }
  }
}

await main();
