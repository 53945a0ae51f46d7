/**
 * A sandbox's daemon. Reads its configuration from stdin's first line and prints `ready`. The end
 * of stdin means the host is gone: all processes must end.
 */
import { realpath } from 'node:fs/promises'
import { parseConfig } from './config.ts'
import { createDaemon } from './daemon.ts'
import { FileMetadata } from './file-metadata.ts'
import { confinedPaths, plainPaths } from './paths.ts'
import { Processes } from './processes.ts'
import { sweep } from './sweep.ts'
import { relayEgress } from './tunnel.ts'
import { Watchers } from './watch-rpc.ts'

function firstLine(): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    process.stdin.setEncoding('utf8')
    process.stdin.on('data', (chunk) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
  })
}

const config = parseConfig(await firstLine())

process.stdin.on('close', () => {
  // The pid namespace ends too.
  if (config.confined) process.exit(0)
  void sweep(config.mark).finally(() => process.exit(0))
})
// Neither an oversized file nor a closed host pipe may end the daemon.
process.on('SIGXFSZ', () => undefined)
process.stdout.on('error', () => undefined)

const paths = config.confined ? confinedPaths : plainPaths(await realpath(config.home))
if (config.egressSocket && config.egressPort)
  await relayEgress(config.egressPort, config.egressSocket)
const files = { paths, metadata: new FileMetadata(paths.home) }
const daemon = createDaemon({
  files,
  watchers: new Watchers(files),
  processes: new Processes(paths, config.environment),
  isPortAllowed: (port) => config.onlyPort === null || port === config.onlyPort,
})
daemon.listen(config.socket, () => process.stdout.write('ready\n'))
