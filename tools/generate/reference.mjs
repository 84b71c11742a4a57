// Makes, from the definitions in libs/opcodes the commands of apps/gnt and the fields of libs/master/query: the list of all definitions, and docs/reference;
// from the programs of apps/noded docs/commands.md.
// Usage: node tools/generate/reference.mjs [--check]   (--check: exit 1 when what is checked in is stale)
import { brokenLinks } from './check-links.mjs';
import { definitionList } from './definitions.mjs';
import { load } from './load.mjs';
import { cliPages } from './pages/cli.mjs';
import { commandsPage } from './pages/commands.mjs';
import { fieldPages } from './pages/fields.mjs';
import { referenceIndex } from './pages/index.mjs';
import { opcodePages } from './pages/opcodes.mjs';
import { permissionsPage } from './pages/permissions.mjs';
import { restPages } from './pages/rest.mjs';
import { schemaFiles } from './schemas.mjs';
import { outcome, settle, settleDirectory } from './settle.mjs';

/** The tree of commands, as gnt makes it; none of them is run. */
async function commands() {
  const [{ createProgram }, { bashCompletion }] = [
    await load('apps/gnt/src/program.ts'),
    await load('apps/gnt/src/completion.ts'),
  ];
  const program = createProgram({ out: () => undefined, err: () => undefined }, '');
  return { program, completion: bashCompletion(program) };
}

settle('libs/opcodes/src/definitions.ts', definitionList());
const contract = await load('libs/opcodes/src/index.ts');

settle('docs/reference/index.md', referenceIndex(contract));
settleDirectory('docs/reference/opcodes', opcodePages(contract));
settleDirectory('docs/reference/rest', restPages(contract));
settleDirectory('docs/reference/schemas', schemaFiles(contract));
const { program, completion } = await commands();
settleDirectory('docs/reference/cli', new Map([...cliPages(contract, program), ['gnt.bash-completion', completion]]));
const { describeAllFields } = await load('libs/master/query/src/resources.ts');
settleDirectory('docs/reference/fields', fieldPages(describeAllFields()));
settle('docs/reference/permissions.md', permissionsPage(contract));
settle('docs/reference/openapi.json', `${JSON.stringify(contract.openApiDocument(), null, 1)}\n`);
settle('docs/commands.md', commandsPage(await load('apps/noded/src/programs.ts')));
const broken = brokenLinks('docs');
for (const link of broken) console.error(`leads nowhere: ${link}`);
process.exitCode = broken.length > 0 ? 1 : outcome();
