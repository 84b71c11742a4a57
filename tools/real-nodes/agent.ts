/**
 * Runs in a guest node and does what the host asks, over a virtio serial port: runs programs, calls drivers. One JSON text a line.
 * A function among the arguments of a driver call travels as `{ "$call": n }`; what it is called with comes back as an event.
 */
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { encodeError } from '@ganeti/errors';
import { localBytes, type BlockDeviceDriver } from '@ganeti/node-storage';
import { execaRunner } from '@ganeti/runtime';
import { storageDrivers } from './guest-drivers';
import { driverParts, type Answer, type Call } from './protocol';

const node = Number(/\bnode=(\d+)/.exec(readFileSync('/proc/cmdline', 'utf8'))?.[1]);
/** It can be open only once. */
const port = await open('/dev/virtio-ports/agent', 'r+');
let written: Promise<unknown> = Promise.resolve();
const send = (answer: Answer): void => {
  written = written.then(() => port.write(`${JSON.stringify(answer)}\n`));
};
let drivers: readonly BlockDeviceDriver[] = [];

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
      const owner = call.part === undefined ? driver : driver[call.part];
      const method = (owner as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[call.method];
      if (method === undefined) throw new Error(`${call.type} has no ${call.part ?? ''} ${call.method}`);
      const args = call.args.map((arg) => {
        const callback = (arg as { $call?: number } | null)?.$call;
        return callback === undefined ? arg : (value: unknown) => send({ id: call.id, callback, value });
      });
      return (await method.apply(owner, args)) ?? null;
    }
    case 'bytes':
      return (await (localBytes[call.method] as (...args: readonly unknown[]) => Promise<unknown>)(...call.args)) ?? null;
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
      const call = JSON.parse(line) as Call;
      carryOut(call).then(
        (result) => send({ id: call.id, result }),
        (error: unknown) => send({ id: call.id, error: encodeError(error), stack: (error as Error).stack ?? '' }),
      );
    }
  }
}

await main();
