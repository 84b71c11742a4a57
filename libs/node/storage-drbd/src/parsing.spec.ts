import fc from 'fast-check';
import { testDevice } from '@ganeti/node-storage';
import { applyEvent, isSyncing, parseEvent, readState, type DrbdState } from './events';
import { diskOptions, netOptions, splitWords, syncOptions } from './params';
import { readShown } from './shown';

/** As DRBD 8.4.11 with drbd-utils 9.22 prints it. */
const now = `exists resource name:resource0 role:Primary suspended:no write-ordering:drain
exists connection name:resource0 peer-node-id:0 conn-name:peer connection:Connected role:Secondary congested:no
exists device name:resource0 volume:0 minor:0 disk:UpToDate size:65536 read:6864 written:0 al-writes:8 bm-writes:0 upper-pending:0 lower-pending:0 al-suspended:no blocked:no
exists peer-device name:resource0 peer-node-id:0 conn-name:peer volume:0 replication:SyncSource peer-disk:Inconsistent resync-suspended:no received:0 sent:6864 out-of-sync:58672 pending:0 unacked:0
exists -
`;
const syncing = { role: 'Primary', minor: 0, disk: 'UpToDate', size: 65_536, connection: 'Connected', replication: 'SyncSource', peerDisk: 'Inconsistent', outOfSync: 58_672 };

describe('events', () => {
  it('are read into the state they tell of', () => {
    expect([...readState(now)]).toEqual([['resource0', syncing]]);
    expect(isSyncing(syncing)).toBe(true);
  });

  it('change the state, and take parts of it away', () => {
    const state = readState(now);
    const follow = (...lines: string[]) => {
      for (const line of lines) applyEvent(state, parseEvent(line)!);
      return state.get('resource0');
    };
    expect(follow('change peer-device name:resource0 peer-node-id:0 volume:0 replication:Established peer-disk:UpToDate out-of-sync:0')).toMatchObject({ replication: 'Established', outOfSync: 0 });
    expect(follow('change connection name:resource0 peer-node-id:0 connection:StandAlone', 'destroy peer-device name:resource0 peer-node-id:0 volume:0')).toMatchObject({ connection: 'StandAlone', replication: 'Off', disk: 'UpToDate' });
    expect(follow('destroy device name:resource0 volume:0 minor:0')).toMatchObject({ minor: null, disk: 'Diskless' });
    expect(follow('destroy resource name:resource0')).toBeUndefined();
  });

  it('are nothing when they are something else', () => {
    expect(['', 'received netlink error reply: No such device', 'exists', '# x'].map(parseEvent)).toEqual([null, null, null, null]);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...now.split('\n')))), (lines) => {
        const state: DrbdState = readState(lines.join('\n'));
        for (const { size, outOfSync } of state.values()) expect(Number.isFinite(size + outOfSync)).toBe(true);
      }),
    );
  });
});

describe('what drbdsetup shows', () => {
  it('of 8.4', () => {
    const text = `resource resource0 {
    options {
    }
    net {
        shared-secret   	"s } 3; \\"#";
        allow-two-primaries	yes;
    }
    _remote_host {
        address			ipv4 192.168.77.2:11000;
    }
    _this_host {
        address			ipv4 192.168.77.1:11000;
        volume 0 {
            device			minor 0;
            disk			"/dev/xenvg/d0.data";
            meta-disk			"/dev/xenvg/d0.meta";
            disk {
                size            	131072s; # bytes
                resync-rate     	2048k; # bytes/second
            }
        }
    }
}`;
    expect(readShown(text)).toEqual({ data: '/dev/xenvg/d0.data', meta: '/dev/xenvg/d0.meta', local: 'ipv4:192.168.77.1:11000', peer: 'ipv4:192.168.77.2:11000', dualPrimary: true });
  });

  it('of 9, where addresses belong to a path', () => {
    const text = `resource resource3 {
    _this_host {
        node-id	0;
        volume 0 {
            device minor 3;
            disk "/dev/xenvg/data";
            meta-disk "/dev/xenvg/meta";
            disk { on-io-error detach; }
        }
    }
    connection {
        _peer_node_id 1;
        path {
            _this_host ipv4 10.0.0.1:11000;
            _remote_host ipv4 10.0.0.2:11000;
        }
        net { allow-two-primaries no; }
        volume 0 { disk { resync-rate 1k; } }
    }
}`;
    expect(readShown(text)).toEqual({ data: '/dev/xenvg/data', meta: '/dev/xenvg/meta', local: 'ipv4:10.0.0.1:11000', peer: 'ipv4:10.0.0.2:11000', dualPrimary: false });
  });

  it('of a resource with nothing, and of nothing', () => {
    expect(readShown('resource r { options { } _this_host { volume 0 { device minor 0; } } }')).toEqual({ data: null, meta: null, local: null, peer: null, dualPrimary: false });
    expect(readShown('')).toBeNull();
  });

  it('is read to its end, whatever it is', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('resource r', '{', '}', ';', ' ', '"a b"', '"', '#', '\n', 'disk', '_this_host', 'volume 0', '/dev/x')), (parts) => void readShown(parts.join(' '))));
  });
});

describe('disk parameters', () => {
  const options = (params: Record<string, unknown>) => {
    const device = testDevice({ dev_type: 'drbd', params });
    return [diskOptions(device), syncOptions(device), netOptions(device, '', false)].map((words) => words.join(' '));
  };

  it('without any', () => {
    expect(options({})).toEqual(['--on-io-error=detach', '--c-plan-ahead=0 --resync-rate=61440', '--protocol=C --after-sb-0pri=discard-zero-changes --after-sb-1pri=consensus --verify-alg=md5']);
  });

  it('of barriers, rates, and the administrator', () => {
    expect(
      options({ 'disk-barriers': 'bdf', 'meta-barriers': true, 'disk-custom': '--on-io-error=pass_on --al-extents=257', 'resync-rate': 1024, 'net-custom': "--max-buffers=8000 --verify-alg='sha1'", protocol: 'A' }),
    ).toEqual([
      '--disk-barrier=no --disk-drain=no --disk-flushes=no --md-flushes=no --on-io-error=pass_on --al-extents=257',
      '--c-plan-ahead=0 --resync-rate=1024',
      '--protocol=A --after-sb-0pri=discard-zero-changes --after-sb-1pri=consensus --max-buffers=8000 --verify-alg=sha1',
    ]);
  });

  it('are split into words with quotes, and refused when one is open', () => {
    expect(splitWords(`  a "b c"  d\\ e 'f"g'h="i j" `, 'x')).toEqual(['a', 'b c', 'd e', 'f"gh=i j']);
    expect(() => splitWords('--a="b', 'disk-custom')).toThrow(/disk-custom.*quote/);
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[^\s"'\\]+$/)), (words) => expect(splitWords(words.join('  '), 'x')).toEqual(words)));
  });
});
