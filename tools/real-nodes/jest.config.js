import base from '../../jest.config.js';

/** Suites that need guests; they run one after the other and take their time. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tools/real-nodes/suites/*.real.ts'],
  globalSetup: undefined,
  reporters: ['<rootDir>/tools/real-nodes/reporter.mjs'],
  maxWorkers: 1,
  testTimeout: 900_000,
};
