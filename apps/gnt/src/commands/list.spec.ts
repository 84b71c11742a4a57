import type { QueryRequest } from '@ganeti/master-api';
import type { Cli } from '../cli';
import { createProgram } from '../program';

/** Runs a command against a master that knows one row; answers what was asked for and what was printed. */
async function run(...args: string[]): Promise<{ asked: QueryRequest[]; lines: string[] }> {
  const asked: QueryRequest[] = [];
  const lines: string[] = [];
  const master = {
    query: async (request: QueryRequest) => {
      asked.push(request);
      const fieldsJson = JSON.stringify(request.fields.map((name) => ({ name, title: name.toUpperCase(), kind: 'text', doc: '' })));
      return { fieldsJson, rowsJson: Buffer.from(JSON.stringify([request.fields.map((name) => [0, `a ${name}`])])) };
    },
  };
  const cli = { master: () => master, out: (line: string) => lines.push(line), err: () => undefined, user: 'gnt' } as unknown as Cli;
  await createProgram(cli, 'test').parseAsync(args, { from: 'user' });
  return { asked, lines };
}

describe('list', () => {
  it('asks for everything, or for what is named', async () => {
    const all = await run('instance', 'list', '-o', 'name,status');
    expect(all.asked).toEqual([{ kind: 'instance', fields: ['name', 'status'], names: [], mustExist: false, filter: null, form: 'pairs' }]);
    expect(all.lines).toEqual(['NAME   STATUS', 'a name a status']);
    expect((await run('node', 'list', 'node1', 'node2')).asked[0]).toMatchObject({ names: ['node1', 'node2'], mustExist: true, filter: null });
  });

  it('takes patterns and filters', async () => {
    expect((await run('instance', 'list', 'web*', 'db1')).asked[0]).toMatchObject({ names: [], filter: ['|', ['=~', 'name', '^web.*$'], ['=', 'name', 'db1']] });
    expect((await run('node', 'list', 'not offline and mfree > 1024')).asked[0]).toMatchObject({ names: [], filter: ['&', ['!', ['?', 'offline']], ['>', 'mfree', 1024]] });
    expect((await run('instance', 'list', '-F', 'oper_state')).asked[0]).toMatchObject({ filter: ['?', 'oper_state'] });
    expect((await run('backup', 'list', 'node1*')).asked[0]).toMatchObject({ kind: 'export', filter: ['=~', 'node', '^node1.*$'] });
  });

  it('shows where a filter is wrong', async () => {
    await expect(run('instance', 'list', 'status == running')).rejects.toThrow('status == running\n            ^');
  });
});
