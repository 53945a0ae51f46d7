/**
 * The bridge runs in the preview before the app and reports to the page that frames it. Messages follow
 * shared/protocol/bridge.ts; they are repeated here because the page must load nothing else.
 */
import { framed, onCommand, post, route } from './channel.ts'
import { watchErrors } from './errors.ts'
import { watchReady } from './ready.ts'
import { watchRevision } from './revision.ts'
import { reloadOnceServed } from './recover.ts'
import { watchRoute } from './routes.ts'
import { keepSources } from './source.ts'
import { ensureStorage } from './storage.ts'

let ready = false

ensureStorage()
keepSources()
watchErrors()
watchRevision()
watchRoute()
watchReady(() => {
  ready = true
  post({ type: 'ready', route: route(), ms: Math.round(performance.now()) })
  // Not the app's error, so not reported.
  if (framed)
    import('./live.ts').catch(() =>
      reloadOnceServed(new URL('./live.js', import.meta.url).pathname),
    )
})
onCommand(() => ready)

import.meta.hot?.on('vite:afterUpdate', ({ updates }) => {
  post({ type: 'hmr', files: updates.slice(0, 200).map((update) => update.path) })
})
