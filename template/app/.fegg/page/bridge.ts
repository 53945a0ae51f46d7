/**
 * The bridge: runs in the preview's page before the app and tells the frame's owner what happens
 * in it. The messages are those of shared/protocol/bridge.ts; they are written out here because the page
 * should load nothing for the bridge but the bridge.
 */
import { framed, onCommand, post, route } from './channel.ts'
import { watchErrors } from './errors.ts'
import { watchReady } from './ready.ts'
import { watchRevision } from './revision.ts'
import { reloadOnceServed } from './recover.ts'
import { watchRoute } from './routes.ts'
import { ensureStorage } from './storage.ts'

let ready = false

ensureStorage()
watchErrors()
watchRevision()
watchRoute()
watchReady(() => {
  ready = true
  post({ type: 'ready', route: route(), ms: Math.round(performance.now()) })
  // What fails here is no fault of the app's, and is not told as one.
  if (framed)
    import('./live.ts').catch(() =>
      // by its name in the bundle
      reloadOnceServed(new URL('./live.js', import.meta.url).pathname),
    )
})
onCommand(() => ready)

import.meta.hot?.on('vite:afterUpdate', ({ updates }) => {
  post({ type: 'hmr', files: updates.slice(0, 200).map((update) => update.path) })
})
