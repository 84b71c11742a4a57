import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storageContract } from '@ganeti/node-storage';
import { testProvider, type TestProvider } from './fixture';

const creation = { onPrimary: true, info: 'originstname+web1' };
const primary = { asPrimary: true, ignoreSize: false };

storageContract(
  'external storage',
  async () => {
    const provider = testProvider();
    let made = 0;
    return {
      driver: provider.driver(),
      device: (size) => provider.volume(`v${(made += 1)}.ext.disk0`, size),
      restart: async () => provider.driver(),
      close: async () => provider.close(),
    };
  },
  { canRename: false },
);

describe('scripts of a provider', () => {
  let provider: TestProvider;
  beforeEach(() => {
    provider = testProvider();
  });
  afterEach(() => provider.close());

  it('are told what the interface says, and nothing else', async () => {
    const driver = provider.driver();
    const volume = { ...provider.volume('v1.ext.disk0', 64, { replicas: 3, fast: true }), name: 'data' };
    const common = { VOL_NAME: 'v1.ext.disk0', VOL_UUID: volume.uuid, VOL_CNAME: 'data', EXTP_REPLICAS: '3', EXTP_FAST: 'True' };
    await driver.create(volume, creation);
    expect(provider.told('create')).toEqual({ ...common, VOL_SIZE: '64' });
    expect(provider.told('setinfo')).toEqual({ ...common, VOL_METADATA: 'originstname+web1' });
    await driver.assemble(volume, primary);
    expect(provider.told('attach')).toEqual(common);
    expect(provider.told('open')).toEqual({ ...common, VOL_OPEN_EXCLUSIVE: 'True' });
    await driver.assemble(volume, { ...primary, shared: true });
    expect(provider.told('open')).toEqual({ ...common, VOL_OPEN_EXCLUSIVE: 'False' });
    await driver.grow(volume, 36, { dryRun: false, backingStore: true });
    expect(provider.told('grow')).toEqual({ ...common, VOL_SIZE: '64', VOL_NEW_SIZE: '100' });
    await driver.setInfo(volume, 'originstname+web2');
    expect(readFileSync(join(provider.store, 'info-v1.ext.disk0'), 'utf8')).toBe('originstname+web2');
    await driver.snapshots!.take(volume, provider.volume('v1.ext.disk0.snap', 100), { info: '' });
    expect(provider.told('snapshot')).toEqual({ ...common, VOL_SNAPSHOT_NAME: 'v1.ext.disk0.snap', VOL_SNAPSHOT_SIZE: '100' });
    await driver.shutdown(volume);
    expect(provider.told('close')).toEqual(common);
    expect(provider.told('detach')).toEqual(common);
    await driver.remove(volume);
    expect(provider.told('remove')).toEqual(common);
    expect(provider.actions().slice(-2)).toEqual(['detach', 'remove']);
    expect(existsSync(join(provider.store, 'volumes/v1.ext.disk0'))).toBe(false);
  });

  it('are not run with parameters the provider does not take', async () => {
    await expect(provider.driver().create(provider.volume('v1', 64, { colour: 'red' }), creation)).rejects.toThrow(/takes no parameter colour; it takes replicas, fast/);
    expect(provider.actions()).toEqual([]);
  });

  it('are quoted when they fail, with volume and provider', async () => {
    const driver = provider.driver();
    const volume = provider.volume('v1');
    for (const action of ['create', 'setinfo']) {
      writeFileSync(join(provider.store, `broken-${action}`), '');
      await expect(driver.create(volume, creation)).rejects.toThrow(`Script ${action} of external storage provider files failed for volume v1: ${action} is broken today`);
      rmSync(join(provider.store, `broken-${action}`));
    }
    await driver.create(volume, creation);
    for (const action of ['detach', 'remove']) {
      await driver.assemble(volume, primary);
      writeFileSync(join(provider.store, `broken-${action}`), '');
      await expect(driver.remove(volume)).rejects.toThrow(`${action} is broken today`);
      expect((await driver.status(volume)).exists).toBe(true);
      rmSync(join(provider.store, `broken-${action}`));
    }
    await expect(driver.assemble(provider.volume('v2'), primary)).rejects.toThrow(/Script attach.*no volume v2/);
  });

  it('are all there, or the provider is named', async () => {
    const foreign = { ...provider.volume('v1'), ext: { pool: 'tapes', name: 'v1' } };
    await expect(provider.driver().assemble(foreign, primary)).rejects.toThrow(/provider tapes of volume v1 is not installed/);
    await expect(provider.driver().assemble({ ...foreign, ext: { pool: '../files', name: 'v1' } }, primary)).rejects.toThrow(/not installed/);
    await expect(provider.driver().rename(provider.volume('v1'), provider.volume('v2'))).rejects.toThrow(/cannot be renamed/);
    const half = testProvider({ without: ['grow', 'snapshot'] });
    await expect(half.driver().create(half.volume('v1'), creation)).rejects.toThrow(/its script grow is missing/);
    half.close();
    const old = testProvider({ without: ['snapshot', 'open', 'close'] });
    await old.driver().create(old.volume('v1'), creation);
    expect(await old.driver().assemble(old.volume('v1'), primary)).toBe(join(old.store, 'attached/v1'));
    await old.driver().shutdown(old.volume('v1'));
    await expect(old.driver().snapshots!.take(old.volume('v1'), old.volume('s1'), { info: '' })).rejects.toThrow(/has no script snapshot/);
    old.close();
  });
});
