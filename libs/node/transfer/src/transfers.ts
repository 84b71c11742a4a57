/** The transfers of this node by id: what the master asks for under one id is one transfer, whoever asks how often. */
import { OpExecError } from '@ganeti/errors';
import type { Report } from './progress';
import { Receiver, type ReceiveOptions } from './receiver';
import { send, type SendOptions, type TransferParts } from './sender';

export class Transfers {
  readonly #parts: TransferParts;
  readonly #receivers = new Map<string, Promise<Receiver>>();
  readonly #senders = new Map<string, AbortController>();

  constructor(parts: TransferParts) {
    this.#parts = parts;
  }

  /** Answers the port. */
  async listen(id: string, options: ReceiveOptions): Promise<number> {
    const known = this.#receivers.get(id);
    const receiver = known ?? Receiver.listen(options, this.#parts);
    this.#receivers.set(id, receiver);
    try {
      return (await receiver).port;
    } catch (error) {
      this.#receivers.delete(id);
      throw error;
    }
  }

  async send(id: string, options: SendOptions, report: Report, signal: AbortSignal): Promise<void> {
    const controller = new AbortController();
    this.#senders.set(id, controller);
    try {
      await send(options, this.#parts, report, AbortSignal.any([signal, controller.signal]));
    } finally {
      if (this.#senders.get(id) === controller) this.#senders.delete(id);
    }
  }

  /** Resolves when everything that was to come under this id has come. */
  async received(id: string, connectSeconds: number, report: Report): Promise<void> {
    const receiver = await this.#receivers.get(id);
    if (receiver === undefined) throw new OpExecError('This node does not wait for that data any more: its node daemon was restarted; start the operation again');
    await receiver.received(connectSeconds, report);
  }

  /** Ends and forgets it. Resolves when nothing is left open. */
  async close(id: string): Promise<void> {
    this.#senders.get(id)?.abort(new OpExecError('The transfer was given up'));
    const receiver = this.#receivers.get(id);
    this.#receivers.delete(id);
    await (await receiver?.catch(() => undefined))?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#receivers.keys(), ...this.#senders.keys()].map((id) => this.close(id)));
  }
}
