/** Network side of mirrored disks, as steps of a run. All of an instance's disks change together. */
import type { NodeCall, RunContext } from '@ganeti/master-jobs';
import { deviceMessage, type DiskData } from './devices';
import { nodeName } from './lookup';
import { together } from './together';

/** The opposite of a change, for its undo. */
type Undo = (node: string) => NodeCall;

export class Mirror {
  private readonly devices;

  constructor(
    private readonly cx: RunContext,
    private readonly nodes: readonly string[],
    disks: readonly DiskData[],
  ) {
    this.devices = disks.map((disk) => deviceMessage(cx.config, disk));
  }

  readonly connectSingle: Undo = (node) => ({ node, method: 'Blocks.ConnectNetwork', request: { devices: this.devices, dual_primary: false } });
  readonly disconnected: Undo = (node) => ({ node, method: 'Blocks.DisconnectNetwork', request: { devices: this.devices } });

  /** Both ends let go of each other. */
  async disconnect(step: string, undo?: Undo): Promise<void> {
    await this.onAll(step, (name, node) => this.cx.call(name, node, 'Blocks.DisconnectNetwork', { devices: this.devices }, undoOf(undo, node)));
  }

  /** Both ends at once: each waits for the other. */
  async connect(step: string, dualPrimary: boolean, undo?: Undo): Promise<void> {
    await this.onAll(step, (name, node) =>
      this.cx.call(name, node, 'Blocks.ConnectNetwork', { devices: this.devices, dual_primary: dualPrimary }, undoOf(undo, node)),
    );
  }

  async setRole(step: string, node: string, primary: boolean, undo: boolean): Promise<void> {
    const back: NodeCall = { node, method: 'Blocks.SetRole', request: { devices: this.devices, primary: !primary } };
    await this.cx.call(step, node, 'Blocks.SetRole', { devices: this.devices, primary }, undo ? { undo: [back] } : {});
  }

  private async onAll(step: string, effect: (name: string, node: string) => Promise<unknown>): Promise<void> {
    await together(this.nodes.map((node) => effect(`${step}-${nodeName(this.cx.config, node)}`, node)));
  }
}

function undoOf(undo: Undo | undefined, node: string): { undo?: readonly NodeCall[] } {
  return undo === undefined ? {} : { undo: [undo(node)] };
}
