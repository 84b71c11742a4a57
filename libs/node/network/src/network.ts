/**
 * The host's end of guests' NICs: tap devices, connected by an administrator's script or as their mode says.
 *
 * A tap's name follows from the NIC, so that making it again finds it. It is persistent: QEMU opens it by its name, and it is
 * there before and after. Scripts, the first that is there: /etc/ganeti/network/<mode>/<up|down>, /etc/ganeti/kvm-vif-bridge
 * (up only, the place older installations have it).
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { access, constants } from 'node:fs/promises';
import { OpExecError } from '@ganeti/errors';
import type { ProcessRunner } from '@ganeti/runtime';
import { HostCommands, linkOf } from './commands';
import { connect, disconnect } from './connect';
import { scriptEnvironment, type ScriptCall } from './environment';
import type { NicSettings } from './nic';

export interface TapOptions {
  /** uid that may open it beside root; null: nobody. */
  readonly owner: number | null;
  readonly queues: number;
  readonly vnetHdr: boolean;
}

export interface NicUse {
  readonly instance: string;
  readonly tags: readonly string[];
  readonly nic: NicSettings;
  readonly index: number;
  readonly migration?: 'pre' | 'post';
}

export class HostNetwork {
  readonly #commands: HostCommands;
  readonly #configDir: string;

  /** `configDir`: /etc/ganeti */
  constructor({ runner, configDir }: { readonly runner: ProcessRunner; readonly configDir: string }) {
    this.#commands = new HostCommands(runner);
    this.#configDir = configDir;
  }

  /** The tap's name; it is there and connected. On failure no tap stays behind. Throws OpExecError. */
  async up(use: NicUse, options: TapOptions): Promise<string> {
    const tap = tapName(use.instance, use.nic.uuid);
    try {
      await this.#makeTap(tap, use.nic.mac, options);
      if (!(await this.#script({ ...use, tap, action: 'up' }))) await connect(this.#commands, use.nic, tap);
      return tap;
    } catch (error) {
      await this.#removeTap(tap);
      throw new OpExecError(`NIC ${use.index} of instance ${use.instance} cannot be connected: ${(error as Error).message}`);
    }
  }

  /** A guest has come over from another node: told to scripts of mode ext, which have been called before it was here. */
  async arrived(use: NicUse): Promise<void> {
    if (use.nic.mode === 'ext') await this.#script({ ...use, tap: tapName(use.instance, use.nic.uuid), action: 'up', migration: 'post' });
  }

  /** Disconnects and removes it; nothing there counts as done. */
  async down(use: NicUse): Promise<void> {
    const tap = tapName(use.instance, use.nic.uuid);
    if ((await linkOf(this.#commands, tap)) === null) return;
    try {
      await this.#script({ ...use, tap, action: 'down' });
      await disconnect(this.#commands, use.nic, tap);
    } finally {
      await this.#removeTap(tap);
    }
  }

  async #makeTap(tap: string, mac: string, { owner, queues, vnetHdr }: TapOptions): Promise<void> {
    if ((await linkOf(this.#commands, tap)) !== null) await this.#removeTap(tap);
    const flags = [...(owner === null ? [] : ['user', String(owner)]), ...(queues > 1 ? ['multi_queue'] : []), ...(vnetHdr ? ['vnet_hdr'] : [])];
    await this.#commands.run('ip', ['tuntap', 'add', 'dev', tap, 'mode', 'tap', ...flags]);
    // A bridge takes the lowest address of its ports as its own: this one is high, so it never changes because of a guest.
    await this.#commands.run('ip', ['link', 'set', 'dev', tap, 'address', hostMac(mac)]);
  }

  async #removeTap(tap: string): Promise<void> {
    if ((await linkOf(this.#commands, tap)) !== null) await this.#commands.ask('ip', ['link', 'del', 'dev', tap]);
  }

  /** Whether an administrator's script has taken care of it. */
  async #script(call: ScriptCall): Promise<boolean> {
    const candidates = [join(this.#configDir, 'network', call.nic.mode, call.action), ...(call.action === 'up' ? [join(this.#configDir, 'kvm-vif-bridge')] : [])];
    for (const path of candidates) {
      if (!(await executable(path))) continue;
      await this.#commands.run(path, [call.tap], scriptEnvironment(call));
      return true;
    }
    return false;
  }
}

/** At most 15 characters, the kernel's limit. */
export function tapName(instance: string, nicUuid: string): string {
  return `tap${createHash('sha256').update(`${instance}/${nicUuid}`).digest('hex').slice(0, 11)}`;
}

/** The guest's address with the first byte of a locally administered one that sorts last. */
const hostMac = (mac: string): string => `fe${mac.slice(2)}`;

const executable = (path: string): Promise<boolean> => access(path, constants.X_OK).then(() => true, () => false);
