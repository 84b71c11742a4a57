/** The guests' network: a bridge in a network namespace of its own, so that nothing of the host is touched. */
import { spawnSync } from 'node:child_process';

export class Network {
  readonly namespace: string;

  private constructor(namespace: string) {
    this.namespace = namespace;
  }

  static create(namespace: string, guests: number): Network {
    ip('netns', 'add', namespace);
    return Network.fill(namespace, guests);
  }

  /** Bridge and cables in a namespace that is there. Whoever runs in it has address 192.168.77.254. */
  static fill(namespace: string, guests: number): Network {
    const network = new Network(namespace);
    try {
      network.#ip('link', 'set', 'lo', 'up');
      network.#ip('link', 'add', 'cluster', 'type', 'bridge');
      network.#ip('address', 'add', '192.168.77.254/24', 'dev', 'cluster');
      network.#ip('link', 'set', 'cluster', 'up');
      for (let number = 1; number <= guests; number += 1) {
        network.#ip('tuntap', 'add', network.tap(number), 'mode', 'tap');
        network.#ip('link', 'set', network.tap(number), 'master', 'cluster', 'up');
      }
    } catch (error) {
      network.remove();
      throw error;
    }
    return network;
  }

  /** Name of a guest's end. */
  tap(number: number): string {
    return `tap${number}`;
  }

  /** Pulls out a guest's cable, or puts it back. */
  setLink(number: number, up: boolean): void {
    this.#ip('link', 'set', this.tap(number), up ? 'up' : 'down');
  }

  remove(): void {
    ip('netns', 'delete', this.namespace);
  }

  #ip(...args: string[]): void {
    ip('-n', this.namespace, ...args);
  }
}

function ip(...args: string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`ip ${args.join(' ')} failed: ${stderr}`);
}
