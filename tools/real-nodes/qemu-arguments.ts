/** The command line of a guest node. */
import { closeSync, existsSync, ftruncateSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GuestOptions } from './guest';
import { machineArguments } from './machine-arguments';

const MIB = 1024 * 1024;

/** `dir`: where its disks are, made here unless `keep`; `agent`: path of the agent's socket. */
export function qemuArguments({ number, image, network, share, disks = [], memory = image.hypervisor === undefined ? 512 : 1536, keep = false, rootOverlay, kernelArguments = [] }: GuestOptions, dir: string, agent: string): string[] {
  const drives = disks.flatMap((size, index) => {
    const path = join(dir, `disk${index}.img`);
    if (!keep || !existsSync(path)) makeDisk(path, size);
    return ['-drive', `file=${path},if=virtio,format=raw,cache=unsafe,discard=unmap`];
  });
  const root = rootOverlay === undefined ? `file=${image.rootDisk},format=raw,snapshot=on` : `file=${rootOverlay},format=qcow2`;
  return [
    ...machineArguments(image, memory, [`node=${number}`, 'agent=agent.mjs', ...kernelArguments]),
    ...['-drive', `${root},if=virtio,cache=unsafe`, ...drives],
    ...['-netdev', `tap,id=cluster,ifname=${network.tap(number)},script=no,downscript=no`, '-device', `virtio-net-pci,netdev=cluster,mac=52:54:00:00:02:0${number},romfile=`],
    ...['-virtfs', `local,path=${share},mount_tag=host,security_model=none,multidevs=remap`],
    ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=agent,path=${agent},server=on,wait=off`, '-device', 'virtserialport,chardev=agent,name=agent'],
    ...['-device', 'virtio-rng-pci', '-serial', `file:${join(dir, 'console.log')}`],
  ];
}

function makeDisk(path: string, size: number): void {
  rmSync(path, { force: true });
  const fd = openSync(path, 'w');
  ftruncateSync(fd, size * MIB);
  closeSync(fd);
}
