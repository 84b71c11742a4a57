/** Bad requests recorded from Ganeti 3.0.2, sent again: status, headers and form of the answer have to be the same. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHarness, type Harness } from './testing/harness';

const dir = join(process.cwd(), '../shared/golden');

interface Exchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly version?: string;
    readonly headers: [string, string][];
    readonly body: string | null;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: [string, string][];
    readonly body: string;
    readonly json: unknown;
  };
}

const load = (name: string): Exchange => JSON.parse(readFileSync(join(dir, `${name}.json`), 'utf8')) as Exchange;

/** All errors of resources that there are so far, and answers that do not depend on what the cluster holds. */
const recorded = [
  'GET',
  'GET_2',
  'GET_version',
  'GET_2_nodes_node2_storage_nofields',
  'GET_2_query_as_ro_user',
  'GET_2_query_export_nofields',
  'GET_2_query_filter_nofields',
  'GET_2_query_group_nofields',
  'GET_2_query_instance_nofields',
  'GET_2_query_job_nofields',
  'GET_2_query_lock_nofields',
  'GET_2_query_network_nofields',
  'GET_2_query_node_nofields',
  'PUT_2_query_instance_nobody',
  'err_400_bad_enum',
  'err_400_badjson',
  'err_400_dryrun_abc',
  'err_400_dryrun_in_body',
  'err_400_emptyjson_str',
  'err_400_list',
  'err_400_missing_mode',
  'err_400_missing_params',
  'err_400_noversion',
  'err_400_static_overwrite',
  'err_400_unknown_param',
  'err_400_version2',
  'err_400_bulk_empty',
  'err_401_baduser',
  'err_401_basic_nocolon',
  'err_401_bearer',
  'err_401_lowercase_basic',
  'err_401_root_noauth',
  'err_401_unknown_path_noauth',
  'err_401_version_noauth',
  'err_401_write_noauth',
  'err_403_rd_put',
  'err_403_ro_put',
  'ok_ro_get',
  'err_404_case',
  'err_404_inst_upper',
  'err_404_job_alpha',
  'err_404_path',
  'err_404_path2',
  'err_404_pctenc',
  'err_404_trailing_slash',
  'err_404_weirdchars',
  'err_get_with_body_badctype',
  'err_grow_bad_index_path',
  'err_grow_missing_amount',
  'err_http_missing_host',
  'err_http_version2',
  'err_method_DELETE_2_info',
  'err_method_DELETE_2_instances',
  'err_method_GET_2_redistribute_config',
  'err_method_HEAD_2_info',
  'err_method_OPTIONS_2_info',
  'err_method_PATCH_2_info',
  'err_method_POST_2_instances_inst1',
  'err_method_POST_2_instances_inst1_startup',
  'err_method_POST_2_jobs',
  'err_method_PUT_2_instances',
  'err_method_SubmitJob_2_info',
  'ok_ro_instance_info_submits_job',
  'err_400_modify_unknown',
  'err_400_role_master',
  'err_403_ro_console',
  'err_404_filter',
  'err_404_network',
  'err_415_charset',
  'err_415_none',
  'err_415_text',
  'err_filter_bad_prio',
  'err_filter_nobody',
  'err_method_GET_2_instances_multi_alloc',
  'err_method_GET_2_modify',
  'err_modify_forbidden_param',
  'err_multialloc_missing',
  'err_reinstall_listbody',
  'err_reinstall_query_and_body',
  'group_modify_bad',
  'inst_reboot_bad',
  'inst_replace_disks_baddisks',
  'modify_cluster_badvalue',
  'node_migrate_legacy_both',
  'ok_ctype_uppercase',
  'ok_get_with_body',
];
const anonymous = [
  'noreqauth_get_console',
  'noreqauth_get_notfound',
  'noreqauth_get_query',
  'noreqauth_get_root',
  'noreqauth_get_version',
  'noreqauth_inst_info',
  'noreqauth_put_tags',
  'noreqauth_wait',
];

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

async function replay(harness: Harness, { request }: Exchange): Promise<Answer> {
  const headers = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const text = await harness.raw(
    `${request.method} ${request.path} ${request.version ?? 'HTTP/1.1'}\r\n${headers}Connection: close\r\n\r\n${request.body ?? ''}`,
  );
  const split = text.indexOf('\r\n\r\n');
  const [line = '', ...fields] = text.slice(0, split).split('\r\n');
  return {
    status: Number(line.split(' ')[1]),
    headers: new Map(
      fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 2)]),
    ),
    body: text.slice(split + 4),
  };
}

function compare(exchange: Exchange, answer: Answer): void {
  const { response, request } = exchange;
  expect(answer.status).toBe(response.status);
  expect(answer.headers.get('content-type')).toBe('application/json');
  const challenge = response.headers?.find(([name]) => name === 'WWW-Authenticate')?.[1];
  expect(answer.headers.get('www-authenticate')).toBe(challenge);
  if (request.method === 'HEAD') return;
  expect(answer.body.endsWith('\n')).toBe(true);
  const json = JSON.parse(answer.body) as Record<string, unknown>;
  if (response.status < 400) {
    expect(typeof json).toBe(typeof response.json);
    return;
  }
  const { code, explain } = JSON.parse(response.body) as Record<string, unknown>;
  expect(Object.keys(json)).toEqual(['code', 'message', 'explain']);
  expect(json).toMatchObject({ code, explain });
  expect(json['message']).not.toBe('');
}

const suite = existsSync(dir) ? describe : describe.skip;
if (!existsSync(dir)) console.warn(`${dir} is not there: recorded exchanges are not compared`);

suite('recorded exchanges', () => {
  let harness: Harness;
  beforeAll(async () => (harness = await startHarness()));
  afterAll(() => harness.stop());

  it.each(recorded)('%s', async (name) => {
    const exchange = load(name);
    const jobsBefore = harness.master.jobs.length;
    compare(exchange, await replay(harness, exchange));
    if (exchange.response.status >= 400) expect(harness.master.jobs.length).toBe(jobsBefore);
  });
});

suite('recorded exchanges without --require-authentication', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ require_authentication: false });
    await harness.master.submit([[]]);
  });
  afterAll(() => harness.stop());

  it.each(anonymous)('%s', async (name) => compare(load(name), await replay(harness, load(name))));
});
