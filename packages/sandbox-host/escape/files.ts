import { existsSync } from 'node:fs'
import { type Attempt, outputOf, quoted, works } from './attempt.ts'
import { secret, type Side } from './sides.ts'

async function readBy(side: Side, command: string) {
  return (await outputOf(side.sandbox, command)).includes(secret)
}

export const fileAttempts: Attempt[] = [
  {
    name: 'read a secret file of the machine by its path',
    run: (side, { secretFile }) => readBy(side, `cat ${secretFile}`),
  },
  {
    name: 'read a secret file of the machine by a path that climbs up',
    run: (side, { secretFile }) => readBy(side, `cat ${'../'.repeat(20)}${secretFile.slice(1)}`),
  },
  {
    name: "read the machine's password hashes",
    asRoot: true,
    run: async (side) => /^root:/m.test(await outputOf(side.sandbox, 'cat /etc/shadow')),
  },
  {
    name: 'list the data folder of the server',
    run: async (side) =>
      (await outputOf(side.sandbox, `ls ${side.dataDir}`)).includes('sandbox-run-folder'),
  },
  {
    name: "read another sandbox's home",
    run: async (side) => {
      const home = `${side.dataDir}/sandboxes/${side.victim.sandboxId}`
      const found = await outputOf(side.sandbox, `cat ${home}/*/private.txt`)
      return found.includes('what the victim wrote')
    },
  },
  {
    name: 'read a secret file through a symbolic link, by a command',
    run: (side, { secretFile }) => readBy(side, `ln -sf ${secretFile} link && cat link`),
  },
  {
    name: 'read a secret file through a symbolic link, by the file calls',
    run: async (side, { secretFile }) => {
      await outputOf(side.sandbox, `ln -sf ${secretFile} link2`)
      return (await side.sandbox.files.read('link2').catch(() => '')) === secret
    },
    // Plain file calls check a link's target, so it stays in the home.
    control: async (side) => {
      await outputOf(side.sandbox, `printf %s ${secret} > own && ln -sf own link3`)
      return (await side.sandbox.files.read('link3')) === secret
    },
  },
  {
    name: 'write a file of the machine through a symbolic link to its folder',
    run: async (side, { folder }) => {
      await outputOf(side.sandbox, `ln -sfn ${folder} up && echo x > up/written-${side.kind}`)
      return existsSync(`${folder}/written-${side.kind}`)
    },
  },
  {
    name: 'read a secret file through a hard link',
    run: (side, { secretFile }) => readBy(side, `ln -f ${secretFile} hard && cat hard`),
  },
  {
    name: 'read the files of the machine through the root of another process',
    run: async (side, { secretFile }) =>
      await readBy(side, `cat /proc/[0-9]*/root${quoted(secretFile)}`),
  },
  {
    name: "change the daemon's own code, which every sandbox runs",
    // The daemon's path in bubblewrap, then on the plain launcher.
    run: async ({ sandbox }) =>
      await works(
        sandbox,
        `for f in /opt/sandbox/main.js $(tr '\\0' '\\n' < /proc/$PPID/cmdline | grep main.js); do [ -e $f ] && exec 9>>$f && exit 0; done; exit 1`,
      ),
  },
]
