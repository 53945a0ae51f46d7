import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Attempt, outputOf, quoted, works } from './attempt.ts'

/** As an ordinary account, even if the tests are root. */
function worksOutside(command: string): boolean {
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? { uid: 54_321, gid: 54_321 } : {}
  try {
    execFileSync('/bin/bash', ['-c', command], { ...user, cwd: '/', stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}

function simple(name: string, command: string, asRoot = true): Attempt {
  return {
    name,
    asRoot,
    run: ({ sandbox }) => works(sandbox, command),
  }
}

/** Writes the same content: success changes nothing. */
function writeBack(file: string) {
  return `v=$(cat ${file}) && echo "$v" > ${file}`
}

// su's status shows its account while it waits for the password.
const setuid = `{ sleep 2 | su root -c true >/dev/null 2>&1 & } ; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; p=$(pgrep -nx su) && grep -qP '^Uid:\\t\\d+\\t0\\t' /proc/$p/status && exit 0; done; exit 1`

const vsock = `perl -e 'socket(S, 40, 1, 0) or exit 1'`
const sharedMemory = `perl -MIPC::SysV=IPC_PRIVATE,IPC_RMID -e '
  defined(my $id = shmget(IPC_PRIVATE, 4096, 0600)) or exit 1; shmctl($id, IPC_RMID, 0)'`
function callOf(x64: number, arm64: number, args: string) {
  return `perl -e '
  my ($machine) = qx(uname -m) =~ /(\\w+)/;
  my $number = {x86_64 => ${x64}, aarch64 => ${arm64}}->{$machine};
  ${args}'`
}
// PTRACE_SEIZE of a child.
const ptrace = callOf(
  101,
  117,
  'my $child = fork // exit 1; if (!$child) { sleep 5; exit } my $r = syscall($number, 0x4206, $child, 0, 0); kill 9, $child; exit($r < 0)',
)
const bpf = callOf(
  321,
  280,
  'my $map = pack("L4x112", 2, 4, 4, 1); exit(syscall($number, 0, $map, 72) < 0)',
)
const addKey = callOf(
  248,
  217,
  'my ($type, $name, $key) = ("user", "escape", "x"); exit(syscall($number, $type, $name, $key, 1, -2) < 0)',
)

export const kernelAttempts: Attempt[] = [
  simple('turn a knob of the kernel', writeBack('/proc/sys/vm/swappiness')),
  simple('say what the kernel runs at a crash', writeBack('/proc/sys/kernel/core_pattern')),
  simple('read /sys', 'ls /sys/kernel', false),
  simple('write to /sys', writeBack('/sys/kernel/mm/ksm/run')),
  simple('mount a file system', 'mkdir -p m && unshare --mount mount -t tmpfs none m'),
  simple(
    'make a device of its own',
    'rm -f n && mknod n c 1 3 && head -c 1 n; r=$?; rm -f n; exit $r',
  ),
  simple(
    "read the kernel's memory, or what it notes of the machine's",
    '[ "$(cat /proc/kpagecount /proc/kcore 2>/dev/null | head -c 8 | wc -c)" = 8 ]',
  ),
  simple("read the kernel's addresses", 'head -c 1 /proc/kallsyms', false),
  simple("read the kernel's messages", 'dmesg'),
  simple("read the kernel's command line", 'cat /proc/cmdline', false),
  {
    name: 'connect to the hypervisor by a socket (vsock)',
    run: ({ sandbox }) => works(sandbox, vsock),
    control: async () => worksOutside(vsock) || !existsSync('/dev/vsock'),
  },
  {
    name: 'keep memory that no process holds (System V)',
    run: ({ sandbox }) => works(sandbox, sharedMemory),
  },
  {
    name: 'trace another process of the sandbox by ptrace',
    run: ({ sandbox }) => works(sandbox, ptrace),
  },
  {
    name: 'load a program into the kernel (bpf)',
    asRoot: true,
    run: ({ sandbox }) => works(sandbox, bpf),
  },
  {
    name: 'make a user namespace of its own',
    run: ({ sandbox }) => works(sandbox, 'unshare --user true'),
    control: async () => worksOutside('unshare --user true'),
  },
  {
    name: 'become root by a setuid program',
    run: ({ sandbox }) => works(sandbox, setuid),
    control: async () => worksOutside(setuid),
  },
  {
    name: 'have any capability',
    asRoot: true,
    run: async ({ sandbox }) =>
      !/^CapPrm:\s+0+\nCapEff:\s+0+\nCapBnd:\s+0+$/m.test(
        await outputOf(sandbox, 'grep -E "Cap(Prm|Eff|Bnd)" /proc/self/status'),
      ),
  },
  {
    name: 'type into the terminal that the server was started in',
    run: ({ sandbox }) => works(sandbox, ': < /dev/tty'),
    control: async () => worksOutside(`script -qec ${quoted(`bash -c ': < /dev/tty'`)} /dev/null`),
  },
  {
    name: "write to the system's folders",
    asRoot: true,
    run: ({ sandbox }) =>
      works(sandbox, 'for d in / /usr /usr/bin /etc /dev; do [ -w $d ] && exit 0; done; exit 1'),
  },
  {
    name: 'put a key into a keyring of the kernel',
    run: ({ sandbox }) => works(sandbox, addKey),
    control: async () => worksOutside(addKey),
  },
  {
    name: 'raise its own priority over the machine’s',
    asRoot: true,
    run: ({ sandbox }) => works(sandbox, 'nice -n -5 true 2>&1 | grep -q . && exit 1; exit 0'),
  },
]
