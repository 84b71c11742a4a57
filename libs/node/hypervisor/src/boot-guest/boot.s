# A guest of one disk sector, for tests of hypervisor drivers. On every timer tick (18 per second) it
#   counts, and writes the count to the second sector of its disk (where it goes on from after a restart),
#   writes it to one of the 1024 sectors behind that too, in turn, when the byte `journal` is not 0,
#   sends '.' to its serial port, and obeys two letters from there: 'q' powers off, 'r' resets,
#   powers off when the power button is pressed (ACPI, after sending 'P'),
#   gives as much memory to the balloon as it is asked for (only in numbers: it has no use for the rest),
#   lets go of PCI devices that are being unplugged (machine type pc).
# as --32 -o boot.o boot.s && objcopy -O binary boot.o boot.bin
# Where the BIOS puts it; labels count from 0.
.set BASE, 0x7c00
.code16
.globl _start
_start:
  cli
  xorw %ax, %ax
  movw %ax, %ds
  movw %ax, %es
  movw %ax, %ss
  movw $0x7c00, %sp
  cld
  sti
  movb %dl, BASE + drive
  # Power management of PIIX4 and ICH9 as SeaBIOS sets it up: enable the power button.
  movw $0x602, %dx
  movw $0x100, %ax
  outw %ax, %dx
  # Look for the balloon among the devices of PCI bus 0, and remember its I/O base.
  movl $0x80000000, %edi
scan:
  movl %edi, %eax
  call pci
  cmpl $0x10021af4, %eax
  je found
  addl $0x800, %edi
  cmpl $0x80010000, %edi
  jb scan
  jmp resume
found:
  leal 0x10(%edi), %eax
  call pci
  andb $0xfc, %al
  movw %ax, BASE + balloon
resume:
  movw $0x0201, %ax
  call sector
  movb $'S', %al
  call send
tick:
  incl 0x8000
  movw $0x0301, %ax
  call sector
  jc 1f
  cmpb $0, BASE + journal
  je 0f
  movl 0x8000, %eax
  andl $1023, %eax
  addl $2, %eax
  movl %eax, BASE + lba
  movw $0x4300, %ax
  movb BASE + drive, %dl
  movw $BASE + packet, %si
  int $0x13
  jc 1f
0:
  movb $'.', %al
  jmp 6f
1:
  movb $'E', %al
6:
  call send
  # num_pages is what the host wants, actual what it got: offsets 20 and 24 of a virtio device without MSI-X.
  movw BASE + balloon, %dx
  testw %dx, %dx
  jz 2f
  addw $20, %dx
  inl %dx, %eax
  addw $4, %dx
  outl %eax, %dx
2:
  # PCI hotplug registers: select bus 0, ask which slots shall be left, leave them.
  movw $0xae10, %dx
  xorl %eax, %eax
  outl %eax, %dx
  movb $0x04, %dl
  inl %dx, %eax
  leal 1(%eax), %ebx
  cmpl $1, %ebx
  jbe 3f
  movb $0x08, %dl
  outl %eax, %dx
3:
  movw $0x600, %dx
  inw %dx, %ax
  testw $0x100, %ax
  jnz off
  movw $0x3fd, %dx
  inb %dx, %al
  testb $1, %al
  jz 4f
  movb $0xf8, %dl
  inb %dx, %al
  cmpb $'q', %al
  je off
  cmpb $'r', %al
  jne 4f
  movb $0xfe, %al
  outb %al, $0x64
4:
  hlt
  jmp tick
off:
  movb $'P', %al
  call send
  movw $0x604, %dx
  movw $0x2000, %ax
  outw %ax, %dx
5:
  hlt
  jmp 5b
# Reads or writes (ax: BIOS function and count) the second sector from or to 0x8000.
sector:
  movw $0x0002, %cx
  movb $0, %dh
  movb BASE + drive, %dl
  movw $0x8000, %bx
  int $0x13
  ret
# The 32 bits of PCI configuration at address eax.
pci:
  movw $0xcf8, %dx
  outl %eax, %dx
  movb $0xfc, %dl
  inl %dx, %eax
  ret
send:
  movw $0x3f8, %dx
  outb %al, %dx
  ret
balloon: .word 0
drive: .byte 0
# What the BIOS is asked to write: one sector from 0x8000.
packet: .byte 16, 0
.word 1, 0x8000, 0
lba: .long 0, 0
.org 509
journal: .byte 0
.org 510
.word 0xaa55
