/**
 * Operations while a node does not answer: they end, tell which node is to blame, and what they leave there is taken away when it is
 * back. `npm run crash -- --weather` does it with every operation, in all weathers, at all nodes and calls.
 */
import { crashScenarios, meetWeather, nodeNames, titleOf, unitWorld } from '@ganeti/testkit';

const node = 'node2.example.com';
const chosen = /^OP_INSTANCE_(REMOVE|STARTUP|DEACTIVATE_DISKS|GROW_DISK|REPLACE_DISKS with a new|SET_PARAMS (that takes|from mirrored to plain))/;
const scenarios = crashScenarios.filter((scenario) => scenario.failing === undefined && chosen.test(titleOf(scenario)));

it.each(scenarios.map((scenario) => [titleOf(scenario), scenario] as const))('%s', async (_title, scenario) => {
  const { problems, weathers } = await meetWeather(scenario, () => unitWorld(nodeNames, { nodeReconnectSeconds: 10 }), [{ kind: 'silent', node, at: 0 }]);
  expect({ problems, weathers }).toEqual({ problems: [], weathers: 1 });
}, 60_000);
