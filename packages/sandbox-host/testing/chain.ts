/**
 * Linux x64 processes that live for microseconds: each starts its successor as a sibling and ends;
 * their parent ignores SIGCHLD. Every 32nd writes a byte. No standard program is as fast.
 */

/*
 *         rt_sigaction(SIGCHLD, &act, 0, 8); if (fork()) for (;;) pause();
 *         r12 = 0;
 *   next: r12++; if (!(r12 & 31)) write(1, &act, 1);
 *   go:   child = clone(CLONE_PARENT | SIGCHLD, 0, 0, 0, 0); if (!child) goto next; if (child < 0) goto go; exit(0);
 *   act:  { SIG_IGN, SA_RESTORER, 0, 0 }
 */
const code = Buffer.from(
  'uA0AAAC/EQAAAEiNNWoAAAAx0kG6CAAAAA8FuDkAAAAPBYXAdUxFMeRB/8RB98QfAAAAdRi4AQAAAL8BAAAASI01NQAAALoBAAAADwW4' +
    'OAAAAL8RgAAAMfYx0kUx0kUxwA8FhcB0wnjkuDwAAAAx/w8FuCIAAAAPBev3AQAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAD0',
  'base64',
)
const headBytes = 120
const base = 0x40_0000n

/** ELF with one segment (elf(5)). */
export function chainProgram(): Buffer {
  const head = Buffer.alloc(headBytes)
  head.write('7f454c46020101', 'hex')
  // e_type, e_machine, e_version, e_entry, e_phoff, e_ehsize, e_phentsize, e_phnum
  head.writeUInt16LE(2, 16)
  head.writeUInt16LE(62, 18)
  head.writeUInt32LE(1, 20)
  head.writeBigUInt64LE(base + BigInt(headBytes), 24)
  head.writeBigUInt64LE(64n, 32)
  head.writeUInt16LE(64, 52)
  head.writeUInt16LE(56, 54)
  head.writeUInt16LE(1, 56)
  // p_type, p_flags, p_vaddr, p_paddr, p_filesz, p_memsz, p_align
  const size = BigInt(headBytes + code.length)
  head.writeUInt32LE(1, 64)
  head.writeUInt32LE(7, 68)
  for (const [at, value] of [base, base, size, size, 0x1000n].entries())
    head.writeBigUInt64LE(value, 80 + 8 * at)
  return Buffer.concat([head, code])
}
