/** What is served against what the contract describes: the documents tell of every route, and of none that is not there. */
import { opcodes, restOperations } from '@ganeti/opcodes';
import { systemClock } from '@ganeti/runtime';
import { readTarget } from './access/reading';
import { AnswerCache } from './answer-cache';
import { Guard } from './access/guard';
import { dialects, type Dialect } from './compat';
import { EventStreams } from './events/route';
import { Figures } from './metrics/figures';
import { allRoutes } from './rapi';
import type { Access } from './routes';
import { FakeMaster } from './testing/fake-master';

/** The contract knows who may read and who may write; where rights are found out from the request is our own affair. */
const asDescribed = (access: Access, dialect: Dialect) => {
  if (access === 'metrics') return dialect.access('read');
  return access === 'anyone' || access === 'read' ? access : 'write';
};
const anonymous = (path: string) => path.replace(/\[\w+\]/g, '[]');

describe('routes', () => {
  const master = new FakeMaster();
  const clock = systemClock;
  const streams = new EventStreams({ master, guard: new Guard(master), clock, heartbeatSeconds: 15, maxStreams: 1 });
  const others = [streams.route, new Figures(master, () => 0).route];

  it.each(Object.entries(dialects))('are described, in dialect %s', (_name, dialect) => {
    const served = allRoutes({ master, answers: new AnswerCache(master, 0), clock, dialect, others });
    const described = restOperations();
    expect(
      served.map(({ method, path, access }) => `${method} ${anonymous(path)} ${asDescribed(access, dialect)}`).sort(),
    ).toEqual(
      described.map(({ method, path, access }) => `${method} ${anonymous(path)} ${dialect.access(access)}`).sort(),
    );
    for (const { path, access, permission, permissionNote, opcode } of described) {
      if (access !== 'anyone' || opcode !== undefined) continue;
      const target = readTarget(path);
      const needed = target === 'public' ? null : typeof target === 'string' ? '*' : target.permission;
      expect([path, needed]).toEqual([path, permissionNote === undefined ? permission : '*']);
    }
    expect(described.filter(({ opcode }) => opcode !== undefined).length).toBeGreaterThan(opcodes.size / 3);
  });
});
