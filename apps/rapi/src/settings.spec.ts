import { parseCommandLine, settingsSchema } from './settings';

describe('settings', () => {
  it('takes from the command line only what is given there', () => {
    expect(parseCommandLine([])).toEqual({ root: undefined, overrides: {} });
    expect(
      parseCommandLine([
        '-p',
        '0',
        '-b',
        '::1',
        '--no-ssl',
        '-K',
        'k',
        '-C',
        'c',
        '--anonymous-read',
        '--max-clients',
        '7',
        '--root',
        '/r',
        '-d',
      ]),
    ).toEqual({
      root: '/r',
      overrides: {
        port: 0,
        bind: '::1',
        ssl: false,
        ssl_key: 'k',
        ssl_cert: 'c',
        require_authentication: false,
        max_clients: 7,
        log_level: 'debug',
      },
    });
    expect(parseCommandLine(['--compat=2.4']).overrides).toEqual({ compat: '2.4' });
    expect(parseCommandLine(['--require-authentication']).overrides).toEqual({ require_authentication: true });
  });

  it('is safe without a settings file, and refuses unknown names', () => {
    expect(settingsSchema.parse({})).toMatchObject({ port: 5080, ssl: true, compat: 'today' });
    expect(settingsSchema.safeParse({ prot: 1 }).success).toBe(false);
  });
});
