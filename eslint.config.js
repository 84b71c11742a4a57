import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** One library owns each heavy dependency; everybody else goes through it. */
const owned = {
  'better-sqlite3': 'libs/master/state-sqlite',
  execa: 'libs/runtime',
  express: 'apps/rapi',
  '@grpc/grpc-js': 'libs/node-api, libs/master-api',
  '@grpc/proto-loader': 'libs/node-api, libs/master-api',
};
const ownedExcept = (...mine) => ({
  paths: Object.entries(owned)
    .filter(([name]) => !mine.includes(name))
    .map(([name, owner]) => ({ name, message: `Only ${owner} uses ${name} directly.` })),
});

/** Programs are run as argument lists, never through a shell. */
const message = 'Programs are run as argument lists, never through a shell.';
const noShell = [
  { selector: "Property[key.name='shell'][value.value!=false]", message },
  { selector: 'ImportDeclaration[source.value=/^(node:)?child_process$/] ImportSpecifier[imported.name=/^exec(Sync)?$/]', message },
];
const shellCommand = { selector: 'CallExpression[arguments.0.value=/(^|\\x2F)(ba|da)?sh$/][arguments.1.elements.0.value="-c"]', message };

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '**/generated/**', '.nx/**', '.cache/**', 'docs/**'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.js'],
    rules: { 'no-restricted-syntax': ['error', ...noShell, shellCommand] },
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', fetch: 'readonly', Buffer: 'readonly', performance: 'readonly', AbortSignal: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      'no-restricted-imports': ['error', ownedExcept()],
      'no-restricted-syntax': ['error', ...noShell, shellCommand],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          banTransitiveDependencies: false,
          depConstraints: [
            { sourceTag: 'layer:contract', onlyDependOnLibsWithTags: ['layer:contract'] },
            { sourceTag: 'layer:runtime', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime'] },
            { sourceTag: 'layer:master', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime', 'layer:master'] },
            { sourceTag: 'layer:node', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime', 'layer:node'] },
            { sourceTag: 'layer:testkit', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime', 'layer:master', 'layer:node', 'layer:testkit'] },
            { sourceTag: 'app:masterd', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime', 'layer:master'] },
            { sourceTag: 'app:noded', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime', 'layer:node'] },
            { sourceTag: 'app:rapi', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime'] },
            { sourceTag: 'app:htools', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime', 'layer:master'] },
            { sourceTag: 'app:gnt', onlyDependOnLibsWithTags: ['layer:contract', 'layer:runtime'] },
          ],
        },
      ],
    },
  },
  {
    // Tests may use the testkit and look at loosely typed answers.
    files: ['**/*.spec.ts', 'libs/testkit/**/*.ts', 'tools/**/*.ts'],
    rules: {
      // Tests have scripts as their stand-ins for programs.
      'no-restricted-syntax': ['error', ...noShell],
      '@nx/enforce-module-boundaries': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['**/*.fixture.ts', '**/fixture.ts'], rules: { 'no-restricted-syntax': ['error', ...noShell] } },
  {
    // The node daemon runs what its list of programs names (docs/commands.md).
    files: ['apps/noded/**/*.ts'],
    ignores: ['**/*.spec.ts', 'apps/noded/src/programs.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...ownedExcept().paths,
            { name: '@ganeti/runtime', importNames: ['execaRunner', 'detachedLauncher'], message: 'Use runner and detached of ./programs.' },
            { name: 'node:child_process', message: 'Use runner and detached of ./programs.' },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/node/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/*.fixture.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [...ownedExcept().paths, { name: 'node:child_process', message: 'Programs are run by the ProcessRunner that is passed in.' }] }] },
  },
  { files: ['libs/master/state-sqlite/**/*.ts'], rules: { 'no-restricted-imports': ['error', ownedExcept('better-sqlite3')] } },
  { files: ['libs/runtime/**/*.ts'], rules: { 'no-restricted-imports': ['error', ownedExcept('execa')] } },
  { files: ['apps/rapi/**/*.ts'], rules: { 'no-restricted-imports': ['error', ownedExcept('express')] } },
  {
    files: ['libs/node-api/**/*.ts', 'libs/master-api/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', ownedExcept('@grpc/grpc-js', '@grpc/proto-loader')] },
  },
);
