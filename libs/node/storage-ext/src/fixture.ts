/** An external storage provider for specs: real scripts that keep volumes as plain files and note what they were told. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommands, testDevice, type BlockDeviceDriver, type Device } from '@ganeti/node-storage';
import { execaRunner } from '@ganeti/runtime';
import { createExtDriver, extPackages } from './driver';
import { optionalProviderScripts, Providers, providerScripts } from './providers';

/** Attach makes a link, detach takes it away; create fails for a volume that is there, as a storage system does. */
const script = (store: string): string => `#!/bin/sh -eu
action=$(basename "$0")
volume="${store}/volumes/$VOL_NAME"
link="${store}/attached/$VOL_NAME"
{ echo "action=$action dir=$(pwd)"; env | grep -E '^(VOL|EXTP)_' | sort; } >> "${store}/log"
fail() { echo "$1" >&2; exit 1; }
[ ! -e "${store}/broken-$action" ] || fail "$action is broken today"
case $action in
  create) [ ! -e "$volume" ] || fail "volume $VOL_NAME exists"; truncate -s "\${VOL_SIZE}M" "$volume";;
  attach) [ -e "$volume" ] || fail "no volume $VOL_NAME"; ln -sf "$volume" "$link"; echo "$link"; echo "kvm:file:$volume";;
  detach) rm -f "$link";;
  remove) [ -e "$volume" ] || fail "no volume $VOL_NAME"; [ ! -e "$link" ] || fail "$VOL_NAME is attached"; rm "$volume";;
  grow) truncate -s "\${VOL_NEW_SIZE}M" "$volume";;
  setinfo) [ -e "$volume" ] || fail "no volume $VOL_NAME"; printf %s "$VOL_METADATA" > "${store}/info-$VOL_NAME";;
  snapshot) cp "$volume" "${store}/volumes/$VOL_SNAPSHOT_NAME";;
  open|close) [ -e "$link" ] || fail "$VOL_NAME is not attached";;
  verify) fail "nobody asks";;
esac
`;

export interface TestProvider {
  readonly store: string;
  readonly driver: () => BlockDeviceDriver;
  readonly volume: (name: string, size?: number, params?: Record<string, unknown>) => Device;
  /** Variables of the last call of a script. */
  told(action: string): Record<string, string> | undefined;
  /** Scripts in the order they were called. */
  actions(): string[];
  close(): void;
}

export function testProvider({ without = [] as readonly string[] } = {}): TestProvider {
  const store = mkdtempSync(join(tmpdir(), 'ganeti-ext-'));
  const path = join(store, 'providers/files');
  for (const dir of ['volumes', 'attached', 'providers/files']) mkdirSync(join(store, dir), { recursive: true });
  writeFileSync(join(path, 'run'), script(store));
  chmodSync(join(path, 'run'), 0o755);
  for (const name of [...providerScripts, ...optionalProviderScripts]) if (!without.includes(name)) symlinkSync('run', join(path, name));
  writeFileSync(join(path, 'parameters.list'), 'replicas number of copies\nfast use the fast pool\n');
  const calls = (): { action: string; dir: string; env: Record<string, string> }[] => {
    if (!existsSync(join(store, 'log'))) return [];
    return readFileSync(join(store, 'log'), 'utf8')
      .split(/^action=/m)
      .slice(1)
      .map((text) => {
        const [head = '', ...lines] = text.trimEnd().split('\n');
        const [action = '', dir = ''] = head.split(' dir=');
        return { action, dir, env: Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])) };
      });
  };
  return {
    store,
    driver: () => createExtDriver({ commands: createCommands(execaRunner, extPackages), providers: new Providers([join(store, 'providers')]) }),
    volume: (name, size = 64, params = {}) => testDevice({ dev_type: 'ext', size, uuid: `uuid-${name}`, params: { provider: 'files', access: 'kernelspace', ...params }, ext: { pool: 'files', name } }),
    told: (action) => calls().findLast((call) => call.action === action)?.env,
    actions: () => calls().map(({ action }) => action),
    close: () => rmSync(store, { recursive: true }),
  };
}
