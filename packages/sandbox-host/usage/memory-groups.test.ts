import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { MemoryGroups, ownGroup } from './memory-groups.ts'

const mib = 1024 ** 2

function mount(root: string, point: string, type: string, options: string) {
  return `35 31 0:32 ${root} ${point} rw,relatime shared:9 - ${type} cgroup ${options}`
}

test.each([
  {
    where: 'on a machine with version 1',
    cgroup: '9:name=systemd:/\n4:memory:/jobs/a\n1:cpu:/\n0::/\n',
    mounts: [
      mount('/', '/sys/fs/cgroup/cpu', 'cgroup', 'rw,cpu'),
      mount('/', '/sys/fs/cgroup/memory', 'cgroup', 'rw,memory'),
      mount('/', '/sys/fs/cgroup/unified', 'cgroup2', 'rw'),
    ],
    found: { folder: '/sys/fs/cgroup/memory/jobs/a', version: 1, isManageable: true },
  },
  {
    where: 'in a unit of systemd with version 2',
    cgroup: '0::/system.slice/fegg.service\n',
    mounts: [mount('/', '/sys/fs/cgroup', 'cgroup2', 'rw,nsdelegate')],
    found: { folder: '/sys/fs/cgroup/system.slice/fegg.service', version: 2, isManageable: true },
  },
  {
    where: 'in a unit whose server has made a group of its own before',
    cgroup: '0::/system.slice/fegg.service/fegg-server\n',
    mounts: [mount('/', '/sys/fs/cgroup', 'cgroup2', 'rw,nsdelegate')],
    found: { folder: '/sys/fs/cgroup/system.slice/fegg.service', version: 2, isManageable: true },
  },
  {
    where: 'in a container whose server has made a group of its own before',
    cgroup: '0::/fegg-server\n',
    mounts: [mount('/', '/sys/fs/cgroup', 'cgroup2', 'rw')],
    found: { folder: '/sys/fs/cgroup', version: 2, isManageable: true },
  },
  {
    where: 'in a login, which is not its to arrange',
    cgroup: '0::/user.slice/user-1000.slice/session-3.scope\n',
    mounts: [mount('/', '/sys/fs/cgroup', 'cgroup2', 'rw')],
    found: {
      folder: '/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope',
      version: 2,
      isManageable: false,
    },
  },
  {
    where: 'in a container that sees its own group as the root',
    cgroup: '0::/\n',
    mounts: [mount('/', '/sys/fs/cgroup', 'cgroup2', 'rw')],
    found: { folder: '/sys/fs/cgroup', version: 2, isManageable: true },
  },
  {
    where: 'in a container whose mount begins at its group, with version 1',
    cgroup: '4:cpu,memory:/docker/abc\n',
    mounts: [mount('/docker/abc', '/sys/fs/cgroup/memory', 'cgroup', 'rw,cpu,memory')],
    found: { folder: '/sys/fs/cgroup/memory', version: 1, isManageable: true },
  },
  {
    where: 'where the mount doesn’t show the own group',
    cgroup: '4:memory:/elsewhere\n',
    mounts: [mount('/docker/abc', '/sys/fs/cgroup/memory', 'cgroup', 'rw,memory')],
    found: null,
  },
  { where: 'where there are none', cgroup: '', mounts: [], found: null },
])('rule 16.5: finds the own control group $where', ({ cgroup, mounts, found }) => {
  expect(ownGroup(cgroup, mounts.join('\n'))).toEqual(found)
})

const parent = ownGroup(
  existsSync('/proc/self/cgroup') ? readFileSync('/proc/self/cgroup', 'utf8') : '',
  existsSync('/proc/self/mountinfo') ? readFileSync('/proc/self/mountinfo', 'utf8') : '',
)
const groups = await MemoryGroups.open(100 * mib)
if (!groups) console.warn('skipped: memory groups: this account may make none here')

describe.skipIf(!groups)('where groups may be made', () => {
  const open = () => {
    if (!groups || !parent) throw new Error('there are no groups')
    return { group: groups.create('test'), folder: parent.folder }
  }
  const grow = (bytes: number) => `const held = Buffer.alloc(${bytes}, 1); console.log(held.length)`
  const runIn = (group: ReturnType<typeof open>['group'], script: string) => {
    const [program, ...args] = group.joined([process.execPath, '-e', script])
    return spawnSync(program, args, { encoding: 'utf8' })
  }

  test('rule 16.5: the kernel kills a process when its group takes too much, and counts that', async () => {
    const { group } = open()
    expect(runIn(group, grow(20 * mib)).stdout).toBe(`${20 * mib}\n`)
    expect(group.kills()).toBe(0)
    // Control: the same outside of the group.
    const outside = execFileSync(process.execPath, ['-e', grow(300 * mib)], { encoding: 'utf8' })
    expect(outside).toBe(`${300 * mib}\n`)
    expect(runIn(group, grow(300 * mib)).signal).toBe('SIGKILL')
    expect(group.kills()).toBe(1)
    await group.remove()
    expect(group.kills()).toBe(0)
  })

  test('rule 16.5: the next start removes groups of a killed server, and no others', async () => {
    const { group, folder } = open()
    const { pid: dead } = spawnSync('true')
    mkdirSync(path.join(folder, `fegg-${dead}-0-left`))
    const own = () =>
      readdirSync(folder).filter((name) => /^fegg-\d+-\d+-(?:left|test)$/.test(name))
    expect(own()).toHaveLength(2)
    await MemoryGroups.open(100 * mib)
    expect(own()).toEqual([expect.stringContaining(`fegg-${process.pid}-`)])
    await group.remove()
    expect(own()).toEqual([])
  })
})
