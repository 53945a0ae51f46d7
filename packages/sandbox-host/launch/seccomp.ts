/**
 * Denies calls that no sandbox needs: those that reach what namespaces don't separate (keyrings,
 * hypervisor sockets, uncounted memory), and those with the most known escapes. Classic BPF:
 * https://docs.kernel.org/userspace-api/seccomp_filter.html
 */

interface Machine {
  /** AUDIT_ARCH_… of linux/audit.h. */
  arch: number
  /** Index into the pairs below. */
  column: 0 | 1
  socket: number
  ioctl: number
  /** Higher numbers belong to other calling conventions. */
  end: number
}

const machines: Record<string, Machine> = {
  x64: { arch: 0xc000003e, column: 0, socket: 41, ioctl: 16, end: 0x40000000 },
  arm64: { arch: 0xc00000b7, column: 1, socket: 198, ioctl: 29, end: 0x40000000 },
}

/** Call numbers on x64 and arm64. */
const denied: Record<string, readonly [number, number]> = {
  // Keys belong to an account, which sandboxes may share.
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  // Memory outside of processes and size-limited folders.
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  shmget: [29, 194],
  msgget: [68, 186],
  // Other processes.
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  kcmp: [312, 272],
  // Large, young kernel code.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  fanotify_init: [300, 262],
  // Mounts and namespaces.
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  setns: [308, 268],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  // The whole machine.
  syslog: [103, 116],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  quotactl: [179, 60],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
}

/**
 * AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. Others are rare, or ignore network namespaces (AF_VSOCK).
 */
const families = [1, 2, 10, 16]
/** TIOCSTI and TIOCLINUX can type into a terminal. */
const terminalCalls = [0x5412, 0x541c]

const loadOpcode = 0x20
const ifEqual = 0x15
const ifAtLeast = 0x35
const returnOpcode = 0x06
const allow = 0x7fff0000
const fail = 0x00050000
const eperm = 1
const enosys = 38
const eafnosupport = 97
/** Offsets in struct seccomp_data (arguments: lower halves). */
const [AT_NUMBER, AT_ARCH, AT_FIRST, AT_SECOND] = [0, 4, 16, 24]

type Step = readonly [code: number, onTrue: number, onFalse: number, value: number]

function load(offset: number): Step {
  return [loadOpcode, 0, 0, offset]
}
function answer(value: number): Step {
  return [returnOpcode, 0, 0, value]
}
function when(value: number, steps: Step[]): Step[] {
  return [[ifEqual, 0, steps.length, value], ...steps]
}

export function seccompProgram(cpu: string): Buffer | null {
  const machine = machines[cpu]
  if (!machine) return null
  const steps: Step[] = [
    load(AT_ARCH),
    [ifEqual, 1, 0, machine.arch],
    answer(fail | enosys),
    load(AT_NUMBER),
    [ifAtLeast, 0, 1, machine.end],
    answer(fail | enosys),
    ...Object.values(denied).flatMap((numbers) =>
      when(numbers[machine.column], [answer(fail | eperm)]),
    ),
    ...when(machine.socket, [
      load(AT_FIRST),
      ...families.flatMap((family) => when(family, [answer(allow)])),
      answer(fail | eafnosupport),
    ]),
    ...when(machine.ioctl, [
      load(AT_SECOND),
      ...terminalCalls.flatMap((call) => when(call, [answer(fail | eperm)])),
      answer(allow),
    ]),
    answer(allow),
  ]
  const program = Buffer.alloc(steps.length * 8)
  for (const [at, [code, onTrue, onFalse, value]] of steps.entries()) {
    program.writeUInt16LE(code, at * 8)
    program.writeUInt8(onTrue, at * 8 + 2)
    program.writeUInt8(onFalse, at * 8 + 3)
    program.writeUInt32LE(value, at * 8 + 4)
  }
  return program
}
