/**
 * Runs a host until stdin ends. Takes options as JSON in argv[2]; prints the client's settings as a
 * line of JSON.
 */
import { type SandboxHostOptions, startSandboxHost } from '../index.ts'

const options: SandboxHostOptions = JSON.parse(process.argv[2] ?? '{}')
const host = await startSandboxHost({
  ...options,
  log: (message) => process.stderr.write(`${message}\n`),
})
const { apiUrl, sandboxUrl, apiKey, launcher } = host
process.stdout.write(`${JSON.stringify({ apiUrl, sandboxUrl, apiKey, launcher })}\n`)
process.stdin.resume()
process.stdin.on('end', () => void host.close().then(() => process.exit(0)))
