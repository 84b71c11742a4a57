import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storageContract, type Device, type StorageTraits } from '@ganeti/node-storage';
import { device, mirror, plain, testNodes } from './fixture';

/** Runs the contract on one simulated node. */
function onOneNode(type: string, describeDevice: (n: number, size: number) => Device, traits?: StorageTraits, tooLarge?: number): void {
  storageContract(
    `simulated ${type}`,
    async () => {
      const nodes = testNodes();
      const node = nodes.node('node1');
      let made = 0;
      return {
        driver: node.driver(type),
        device: (size) => describeDevice((made += 1), size),
        restart: async () => node.restart().driver(type),
        tooLarge,
        close: async () => nodes.close(),
      };
    },
    traits,
  );
}

onOneNode('plain', (n, size) => plain(`disk${n}`, size), {}, 20_000);
onOneNode('file', (n, size) => device({ dev_type: 'file', size, uuid: `f${n}`, file: { driver: 'loop', path: `/srv/ganeti/file-storage/i/${n}` } }), {}, 20_000);
for (const [dev_type, directory] of [['sharedfile', '/srv/ganeti/shared-file-storage/i'], ['gluster', 'ganeti']] as const) {
  onOneNode(dev_type, (n, size) => device({ dev_type, size, uuid: `s${n}`, file: { driver: 'loop', path: `${directory}/${n}` } }), {}, 20_000);
}
onOneNode('rbd', (n, size) => device({ dev_type: 'rbd', size, uuid: `r${n}`, rbd: { pool: 'rbd', name: `disk${n}` } }), {}, 20_000);
onOneNode('ext', (n, size) => device({ dev_type: 'ext', size, uuid: `e${n}`, ext: { pool: 'provider', name: `disk${n}` } }), {}, 20_000);
onOneNode(
  'drbd',
  (n, size) => mirror(`disk${n}`, 'node1', 'node2', { size, port: 11_000 + n, minors: [n, n] }),
  { canRename: false, mirrored: true },
  20_000,
);

storageContract(
  'simulated blockdev',
  async () => {
    const nodes = testNodes();
    const node = nodes.node('node1');
    mkdirSync(join(node.root, 'dev'), { recursive: true });
    let made = 0;
    return {
      driver: node.driver('blockdev'),
      device: (size) => {
        made += 1;
        const path = `/dev/disk${made}`;
        writeFileSync(join(node.root, path), '');
        truncateSync(join(node.root, path), size * 1024 * 1024);
        return device({ dev_type: 'blockdev', size, uuid: `b${made}`, blockdev_path: path });
      },
      restart: async () => node.restart().driver('blockdev'),
      close: async () => nodes.close(),
    };
  },
  { adoptsOnly: true },
);
