/** Each takes little more than the limit, and only of limited resources. */
import { maxProcesses, shmBytes, tmpBytes } from '../usage/limits.ts'
import { type Attempt, outputOf, quoted, works } from './attempt.ts'

const forks = maxProcesses + 200
// Prints the peak of sleeping children.
function fork(most: number) {
  return `perl -e 'my @all; while (@all < ${most}) { my $child = fork // last; if (!$child) { sleep 60; exit } push @all, $child } print scalar(@all), " at once\\n"; kill 9, @all'`
}
const openFiles = 10_000
const open = `perl -e 'my @all; while (@all < ${openFiles}) { open(my $file, "<", "/dev/null") or last; push @all, $file } print scalar(@all), " at once\\n"'`
function countIn(output: string) {
  return Number(/(\d+) at once/.exec(output)?.[1] ?? 0)
}
function allocate(file: string, bytes: number) {
  return `fallocate -l ${bytes} ${file}; result=$?; rm -f ${file}; exit $result`
}

export const bombs: Attempt[] = [
  {
    name: `run more than ${maxProcesses} processes, or keep others from running theirs`,
    run: async ({ sandbox, victim }) => {
      const bomb = outputOf(sandbox, fork(forks))
      const others = await victim.commands.run('for i in 1 2 3 4 5; do /bin/true; done; echo fine')
      return countIn(await bomb) > maxProcesses || others.stdout !== 'fine\n'
    },
    // Only shows that forks work; more would harm the machine.
    control: async ({ sandbox }) => countIn(await outputOf(sandbox, fork(200))) === 200,
  },
  {
    name: 'hold more than 2 GB of memory in one process',
    // Never touched, so it takes no memory.
    run: ({ sandbox }) =>
      works(sandbox, `node -e ${quoted('Buffer.allocUnsafe(2.5 * 2 ** 30).length')}`),
  },
  {
    name: 'put more into /tmp than fits',
    run: ({ sandbox }) => works(sandbox, allocate('/tmp/bomb', tmpBytes + 2 ** 20)),
    control: ({ sandbox }) => works(sandbox, allocate('bomb', tmpBytes + 2 ** 20)),
  },
  {
    name: 'put more into /dev/shm than fits',
    run: ({ sandbox }) =>
      works(sandbox, allocate(`/dev/shm/bomb-${process.pid}`, shmBytes + 2 ** 20)),
  },
  {
    name: 'make a file larger than 1 GB',
    run: ({ sandbox }) =>
      works(sandbox, 'truncate -s 2G bomb; result=$?; rm -f bomb; exit $result'),
  },
  {
    name: 'open more files at once than 8,192',
    run: async ({ sandbox }) => countIn(await outputOf(sandbox, open)) > 8_192,
    control: async ({ sandbox }) =>
      countIn(await outputOf(sandbox, `ulimit -n $(ulimit -Hn); ${open}`)) > 1_000,
  },
  {
    name: 'fill the memory that its folders are made of',
    asRoot: true,
    run: ({ sandbox }) =>
      works(
        sandbox,
        'for f in / /dev /run /opt /home; do : > $f/bomb && rm $f/bomb && exit 0; done; exit 1',
      ),
  },
]
