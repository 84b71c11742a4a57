/** What a guest node is made of: processor, memory and kernel, with Xen below it where the image has it. */
import type { GuestImage } from './guest';

const KERNEL = 'quiet panic=-1 mitigations=off nokaslr random.trust_cpu=on cryptomgr.notests';

/** Arguments of QEMU. `memory`: MiB; `words`: further arguments of the kernel. */
export function machineArguments({ kernel, initrd, hypervisor }: GuestImage, memory: number, words: readonly string[]): string[] {
  const machine = ['-machine', 'pc', '-smp', '1', '-m', String(memory), '-nodefaults', '-display', 'none', '-no-reboot'];
  if (hypervisor === undefined) {
    return [
      ...['-accel', 'tcg,thread=multi,tb-size=128', '-cpu', 'max', ...machine, '-kernel', kernel, '-initrd', initrd],
      // On a busy host the rate of the emulated time stamp counter is measured wrongly, and a clock made of it runs several times too fast.
      ...['-append', `console=ttyS0 ${KERNEL} audit=0 tsc=unstable clocksource=acpi_pm no_timer_check ${words.join(' ')}`],
    ];
  }
  // Half of the memory is for guests. Of the processor's parts the emulator and Xen do not agree about, it has none: with XSAVE and
  // AVX, registers of one domain's programs get lost now and then when another domain runs.
  const below = Math.floor(memory / 2);
  return [
    ...['-accel', 'tcg,thread=multi,tb-size=256', '-cpu', 'max,-smap,-smep,-pku,-rdtscp,-xsave,-xsaveopt,-xsavec,-xgetbv1,-xsaves,-avx,-avx2,-fma,-f16c', ...machine, '-kernel', hypervisor],
    ...['-append', `com1=115200,8n1 console=com1 dom0_mem=${below}M,max:${below}M dom0_max_vcpus=1 loglvl=warning noreboot spec-ctrl=no,eager-fpu smt=1 ucode=no`],
    // The loader takes kernel and first disk as modules, separated by a comma.
    ...['-initrd', `${kernel} console=hvc0 ${KERNEL} ${words.join(' ')},${initrd}`],
  ];
}
