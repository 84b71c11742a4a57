import { readFileSync } from 'node:fs';

const { compilerOptions } = JSON.parse(readFileSync(new URL('./tsconfig.base.json', import.meta.url), 'utf8'));

/** `@ganeti/x` -> its source, from the same table that the compiler and the bundler use. */
const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [path]]) => [`^${name}$`, `<rootDir>/${path}`]),
);

export default {
  rootDir: '.',
  // What it has compiled outlives a run, whose own directory for files does not.
  cacheDirectory: '<rootDir>/.cache/jest',
  testMatch: ['<rootDir>/(apps|libs|tools)/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } }],
  },
  moduleNameMapper,
  globalSetup: '<rootDir>/tools/test/setup.mjs',
  reporters: ['default', '<rootDir>/tools/test/tally.mjs'],
  // One more than cores: tests with daemons and timers wait a third of their time.
  maxWorkers: 3,
  testTimeout: 30_000,
};
