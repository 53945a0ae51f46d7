import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Sandbox } from 'e2b'
import { until } from '../testing/until.ts'
import { type Attempt, outputOf, quoted, works } from './attempt.ts'
import { greeting, type Side } from './sides.ts'

// Requests $1:$2 directly and through the proxy, in both modes.
const reachScript = `const net = require('net'); const [host, port] = process.argv.slice(-2)
const named = host.includes(':') ? '[' + host + ']' : host
const get = 'GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n'
const ask = (where, ...words) => new Promise((resolve) => {
  let heard = ''
  const socket = net.connect(where, () => socket.write(words.shift()))
  socket.setTimeout(4000, () => socket.destroy())
  socket.on('data', (data) => { heard += data; const next = words.shift(); if (next) socket.write(next) })
  socket.on('error', (error) => { heard += error.code })
  socket.on('close', () => resolve(heard))
})
const proxy = { host: '127.0.0.1', port: 3128 }
Promise.all([
  ask({ host, port: Number(port) }, get),
  ask(proxy, 'CONNECT ' + named + ':' + port + ' HTTP/1.1\\r\\n\\r\\n', get),
  ask(proxy, get.replace('GET /', 'GET http://' + named + ':' + port + '/')),
]).then((all) => console.log(all.join('\\n---\\n')))`

async function isReached(sandbox: Sandbox, host: string, port: number): Promise<boolean> {
  await sandbox.files.write('reach.cjs', reachScript)
  return (await outputOf(sandbox, `node reach.cjs ${quoted(host)} ${port}`)).includes(greeting)
}

function reach(name: string, host: string): Attempt {
  return {
    name: `reach a port of the machine as ${name}, with the internet allowed`,
    run: ({ online }, { port }) => isReached(online, host, port),
  }
}

function reachSocket(side: Side, path: string) {
  const script = `require('net').connect({ path: ${JSON.stringify(path)} }).on('error', (e) => console.log(e.code)).pipe(process.stdout)`
  return outputOf(side.sandbox, `node -e ${quoted(script)}`)
}

const metadata = '169.254.169.254'
function hasIp() {
  return spawnSync('ip', ['-V']).status === 0
}

/** Control: a network namespace with a server at the metadata address. */
function reachesMetadataInOwnNetwork(): boolean {
  const server = `require('net').createServer((s) => s.end(${JSON.stringify(greeting)})).listen(80, '${metadata}', () => console.log('up'))`
  const script = `ip link set lo up; ip addr add ${metadata}/32 dev lo
    exec 3< <(exec "$0" -e "$1"); server=$!; read -r _ <&3
    "$0" -e "$2" ${metadata} 80; kill $server`
  const args = ['--user', '--map-root-user', '--net', 'bash', '-c', script]
  const output = execFileSync('unshare', [...args, process.execPath, server, reachScript], {
    encoding: 'utf8',
  })
  return output.includes(greeting)
}

export const networkAttempts: Attempt[] = [
  {
    name: 'reach a port of the machine, as a database would have',
    run: ({ sandbox }, { port }) => isReached(sandbox, '127.0.0.1', port),
  },
  reach('127.0.0.1', '127.0.0.1'),
  reach('localhost', 'localhost'),
  reach('LocalHost, in mixed case', 'LocalHost'),
  reach('a decimal number', '2130706433'),
  reach('an octal number', '0177.0.0.1'),
  reach('a short form', '127.1'),
  reach('0.0.0.0', '0.0.0.0'),
  reach('IPv4 in IPv6', '::ffff:127.0.0.1'),
  {
    name: "reach the host's control API",
    run: async ({ sandbox, access }) => {
      const command = `curl -sS -m 4 --noproxy '*' ${access.apiUrl}/v2/sandboxes; curl -sS -m 4 --noproxy '' ${access.apiUrl}/v2/sandboxes`
      return (await outputOf(sandbox, command)).includes('API key')
    },
  },
  {
    name: "reach another port of the registry's machine",
    run: ({ sandbox }, { besideRegistry }) => isReached(sandbox, '127.0.0.2', besideRegistry),
  },
  {
    name: 'reach a unix socket of the machine, as a database or Docker would have',
    run: async (side, { socket }) => (await reachSocket(side, socket)).includes(greeting),
  },
  {
    name: 'reach an abstract unix socket of the machine',
    run: async (side, { abstract }) => (await reachSocket(side, abstract)).includes(greeting),
  },
  {
    name: "reach another sandbox's port",
    run: async ({ victim, sandbox }) => {
      const server = `require('net').createServer((s) => s.end('${greeting}')).listen(process.env.PORT, '127.0.0.1')`
      const running = await victim.commands.run(`node -e ${quoted(server)}`, {
        background: true,
        timeoutMs: 0,
      })
      const port = Number(await outputOf(victim, 'echo $PORT'))
      await until(() => isReached(victim, '127.0.0.1', port), "the victim's server")
      const reached = await isReached(sandbox, '127.0.0.1', port)
      await running.kill()
      return reached
    },
  },
  {
    name: "reach the cloud's metadata, with the internet allowed",
    run: ({ online }) => isReached(online, metadata, 80),
    control: async () => hasIp() && reachesMetadataInOwnNetwork(),
  },
  {
    name: 'see an interface of the machine',
    run: async ({ sandbox }) =>
      (await outputOf(sandbox, `tail -n +3 /proc/net/dev | grep -v '^ *lo:'`)).trim() !== '',
  },
  {
    name: 'open a raw socket',
    asRoot: true,
    run: ({ sandbox }) =>
      works(sandbox, `perl -MSocket -e 'socket(S, PF_INET, SOCK_RAW, 1) or exit 1'`),
  },
  {
    name: "put another socket of the machine in the place of the daemon's",
    run: async ({ kind, victim, ...side }, { socket }) => {
      const own = kind === 'bubblewrap' ? '/run/sbx' : socketFolder(side, victim.sandboxId)
      await outputOf(victim, `cd ${own} && ln -sf ${socket} d.sock`)
      // Enough at once to open new connections.
      const calls = Array.from({ length: 20 }, () =>
        victim.commands.run('sleep 0.2; echo still here').then(
          ({ stdout }) => stdout,
          () => 'lost',
        ),
      )
      return (await Promise.all(calls)).some((each) => each !== 'still here\n')
    },
  },
  {
    name: "remove the egress proxy's socket, to put another in its place",
    run: ({ sandbox }) => works(sandbox, 'rm /run/egress/proxy.sock'),
    control: async ({ sandbox }) => {
      const script = `require('net').createServer().listen('egress.sock', () => process.kill(process.pid, 9))`
      return await works(sandbox, `node -e ${quoted(script)}; [ -S egress.sock ] && rm egress.sock`)
    },
  },
]

function socketFolder({ dataDir }: Pick<Side, 'dataDir'>, id: string): string {
  return `${readFileSync(`${dataDir}/sandbox-run-folder`, 'utf8')}/b/${id}/in`
}
