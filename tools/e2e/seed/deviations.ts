/** Requirements that are met with --compat=2.4 only: by default the server answers as today's Ganeti does. */
export const deviations: Readonly<Record<`S-${string}`, string>> = {
  'S-013': 'Users may also have the option read, which lets them see consoles and ask queries.',
  'S-028': 'Ids of jobs are numbers since 2.7; other bare texts stay.',
  'S-039': 'Reading needs a user; --anonymous-read opens it.',
  'S-041': '`/` answers null since 2.6.',
  'S-043': '`/2` answers null since 2.6.',
  'S-057': 'Memory is minmem and maxmem since 2.6.',
  'S-064': 'compression_tools names programs that root runs: it cannot be set over the API.',
  'S-086': 'admin_state is up, down or offline since 2.6.',
  'S-112': 'Without an OS, the one there is is installed again.',
  'S-182': 'Without storage_type, the storage of the default disk template is listed.',
};
