import { Memory, memoryStore, stateStoreConformance } from './index';

stateStoreConformance('memoryStore', async () => {
  const memory = new Memory();
  return {
    connect: async () => memoryStore(memory),
    connectBackup: async (path) => memoryStore(Memory.fromBackup(path)),
    destroy: async () => undefined,
  };
});
