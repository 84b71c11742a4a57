/** The bytes of a QMP connection as messages: JSON objects, one a line (QEMU's docs/interop/qmp-spec). */
import { StringDecoder } from 'node:string_decoder';

export interface QmpGreeting {
  readonly QMP: { readonly version: { readonly qemu: { readonly major: number; readonly minor: number; readonly micro: number }; readonly package: string } };
}
export interface QmpReturn {
  readonly return: unknown;
  readonly id?: string;
}
export interface QmpFailure {
  readonly error: { readonly class: string; readonly desc: string };
  readonly id?: string;
}
export interface QmpEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly timestamp: { readonly seconds: number; readonly microseconds: number };
}
export type QmpMessage = QmpGreeting | QmpReturn | QmpFailure | QmpEvent;

/** Longer than any answer of QEMU; what goes on after that is not QMP. */
const MAX_LINE = 16 << 20;

export class QmpStream {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** Messages that are complete with these bytes. Throws when they are not QMP. */
  push(bytes: Buffer): QmpMessage[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_LINE) throw new Error('The other side sends no end of line; it does not speak QMP');
    return lines.filter((line) => line.trim() !== '').map(message);
  }
}

function message(line: string): QmpMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`The other side does not speak QMP; it sent ${JSON.stringify(line.slice(0, 80))}`);
  }
  if (typeof value === 'object' && value !== null && ['QMP', 'return', 'error', 'event'].some((key) => key in value)) return value as QmpMessage;
  throw new Error(`The other side sent what is no QMP message: ${line.slice(0, 80)}`);
}
