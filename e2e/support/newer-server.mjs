// Load with `NODE_OPTIONS=--import …`: makes a server the next release, with a higher protocol version and an event that
// today's clients don't know.
import { registerHooks } from 'node:module'

const changes = [
  {
    end: 'shared/protocol/version.ts',
    from: /protocolVersion = (\d+)/,
    to: (_match, version) => `protocolVersion = ${Number(version) + 1}`,
  },
  {
    end: 'shared/protocol/events/session-events.ts',
    from: /z\.literal\('session_changed'\)/,
    to: () => "z.enum(['session_changed', 'session_renamed'])",
  },
  {
    end: 'server/sessions/session-commands.ts',
    from: /emit\(\{ type: 'session_changed' \}\)/g,
    to: () => "emit({ type: 'session_renamed' })",
  },
]

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const change = changes.find(({ end }) => url.endsWith(end))
    if (!change) return loaded
    const { end, from, to } = change
    const source = String(loaded.source)
    const changed = source.replace(from, to)
    if (changed === source) throw new Error(`${end} is not as the newer server expects it`)
    return { ...loaded, source: changed }
  },
})
