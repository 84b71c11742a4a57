import { Answer } from './answer';
import { HttpError } from './http-error';
import { RouteTable, type Route } from './routes';

const route = (method: Route['method'], path: string, accepts?: Route['accepts']): Route => ({
  method,
  path,
  access: 'anyone',
  handle: async () => Answer.json(null),
  ...(accepts && { accepts }),
});
const table = new RouteTable([
  route('GET', '/'),
  route('GET', '/2/things'),
  route('POST', '/2/things'),
  route('GET', '/2/things/[name]'),
  route('PUT', '/2/things/[thing_name]/tags'),
  route('POST', '/2/things/[thing]/disk/[disk]/grow', ({ disk = '' }) => /^\d+$/.test(disk)),
  route('GET', '/2/things/special'),
]);
const status = (method: string, path: string): number | string => {
  try {
    return table.match(method, path).route.path;
  } catch (error) {
    return error instanceof HttpError ? error.status : 0;
  }
};

describe('RouteTable', () => {
  it.each([
    ['GET', '/', '/'],
    ['GET', '/2/things', '/2/things'],
    ['GET', '/2/things/a-b_c.D', '/2/things/[name]'],
    ['GET', '/2/things/special', '/2/things/special'],
    ['GET', '/2/Things', 404],
    ['GET', '/2/things/', 404],
    ['GET', '//', 404],
    ['GET', '/2', 404],
    ['GET', '', 404],
    ['GET', '*', 404],
    ['GET', '/2/things/a%20b', 404],
    ['GET', '/2/things/a/b', 404],
    ['PUT', '/2/things', 501],
    ['HEAD', '/', 501],
    ['get', '/', 501],
    ['DELETE', '/2/things/a', 501],
    ['POST', '/2/things/a/disk/0/grow', '/2/things/[thing]/disk/[disk]/grow'],
    ['POST', '/2/things/a/disk/x/grow', 404],
    ['GET', '/2/things/a/disk/x/grow', 404],
    ['GET', '/2/things/a/disk/1/grow', 501],
    ['GET', '/2/things/__proto__/tags', 501],
    ['GET', '/constructor', 404],
  ])('%s %s', (method, path, expected) => {
    expect(status(method, path)).toBe(expected);
  });

  it('names the segments as the matched route does', () => {
    expect(table.match('PUT', '/2/things/x/tags').path).toEqual({ thing_name: 'x' });
    expect(table.match('POST', '/2/things/x/disk/7/grow').path).toEqual({ thing: 'x', disk: '7' });
  });

  it('refuses two routes for the same', () => {
    expect(() => new RouteTable([route('GET', '/a/[x]'), route('GET', '/a/[y]')])).toThrow('two routes');
  });
});
