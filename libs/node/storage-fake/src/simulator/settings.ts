import { z } from 'zod';

/** The hardware a simulated node pretends to have. Sizes and memory MiB, rates MiB/s, times seconds. */
export const simulatorSettings = z.strictObject({
  memory: z.int().positive().default(65_536),
  memory_dom0: z.int().nonnegative().default(1024),
  cpus: z.int().positive().default(16),
  /** In each volume group; they matter where the node has exclusive storage. */
  physical_volumes: z.int().positive().default(1),
  /** Volume groups: name -> size. */
  volume_groups: z.record(z.string(), z.int().positive()).default({ xenvg: 2_097_152 }),
  /** Room for file disks on the node itself. */
  file_space: z.int().nonnegative().default(1_048_576),
  /** Room of each shared place: shared files, gluster, every rbd and ext pool. */
  shared_space: z.int().nonnegative().default(16_777_216),
  /** How fast drbd copies. */
  sync_rate: z.number().positive().default(500),
  /** How fast a live migration moves memory. */
  migration_rate: z.number().positive().default(4096),
  /** Bridges that the machine has; null: any that is asked for. */
  bridges: z.array(z.string()).nullable().default(null),
  /** Directories for file disks that the machine does not have; it has all others. */
  missing_directories: z.array(z.string()).default([]),
  /** How long a guest that obeys takes to stop. */
  shutdown_seconds: z.number().nonnegative().default(0),
  /** What simulated nodes share: the wire between drbd ends, shared storage, migrations. The same for all nodes of a cluster. */
  shared_dir: z.string().optional(),
});
export type SimulatorSettings = z.infer<typeof simulatorSettings>;
