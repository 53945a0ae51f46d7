import { Button } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useSelected, useStore } from '../../live/store.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Part } from '../../ui/part.tsx'
import { previewWords } from '../../words/session.ts'
import { listWidth, PinLayer } from '../pins/pin-layer.tsx'
import { PinList } from '../pins/pin-list.tsx'
import { usePins } from '../pins/use-pins.ts'
import { useMay, useSession } from '../session-context.tsx'
import { AddressBar } from './address-bar.tsx'
import { BrokenStrip, fixPrompt } from './broken-strip.tsx'
import { type Device, devices } from './device.ts'
import { isMixedContent } from './is-mixed-content.ts'
import { pageAt } from './page-at.ts'
import classes from './preview-pane.module.css'
import { SandboxCover } from './sandbox-cover.tsx'
import { SandboxNotice } from './sandbox-notice.tsx'
import { useAddress } from './use-address.ts'
import { usePage } from './use-page.ts'
import { usePagePresence } from './use-page-presence.ts'
import { useThumbnail } from './use-thumbnail.ts'
import { useSandbox } from './use-sandbox.ts'

/** Reloads of a silent page: its load may have been cut off before the bridge ran. Some pages have no bridge. */
const silentLoads = 2

const allowed =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads'

export function PreviewPane() {
  const { link, propose, refer } = useSession()
  const mayAsk = useMay('message.send')
  const mayComment = useMay('pin.write')
  const mayRefer = useMay('draft.write')
  const running = useSelected(link.record, ({ meta }) => meta?.running != null)
  const online = useStore(link.connection).is === 'online'
  const sandbox = useSandbox()
  const address = useAddress()
  const frame = useRef<HTMLIFrameElement>(null)
  const [device, setDevice] = useState<Device>(devices[0])
  /** A new `nonce` reloads the frame. */
  const [start, setStart] = useState<{ route: string; nonce: number } | null>(null)
  const ready = sandbox.state === 'ready'
  const base = address.data?.url ?? null
  const blocked = base !== null && isMixedContent(base, location.protocol)
  const shown = start !== null && base !== null && !blocked
  const { page, loaded, check, dismissError, flooded, forgive } = usePage(
    frame,
    shown ? new URL(base).origin : null,
  )
  const { state, post } = page
  const [listed, setListed] = useState(false)
  const pins = usePins(page, refer)
  usePagePresence(page)
  useThumbnail(page)

  const load = (route: string) => {
    forgive()
    setStart((before) => ({ route, nonce: (before?.nonce ?? 0) + 1 }))
  }
  const begun = start !== null
  /** After an outage, reloads a page only if its bridge doesn't reply. */
  const loadOrCheck = useEffectEvent(() => {
    if (begun) return check(() => load('/'))
    load('/')
    return undefined
  })
  useEffect(() => {
    if (ready && online) return loadOrCheck()
  }, [ready, online])

  const silent = useRef({ times: 0, stop: () => {} })
  const onLoad = () => {
    loaded()
    silent.current.stop()
    silent.current.stop = check(() => {
      silent.current.times += 1
      if (silent.current.times <= silentLoads) load(state.route)
    })
  }
  useEffect(() => () => silent.current.stop(), [])
  useEffect(() => {
    if (state.connected) silent.current.times = 0
  }, [state.connected])
  const lastBase = useRef(base)
  const reloadAtRoute = useEffectEvent(() => {
    if (begun) load(state.route)
  })
  useEffect(() => {
    if (base !== null && lastBase.current !== null && base !== lastBase.current) reloadAtRoute()
    lastBase.current = base
  }, [base])

  const pick = (purpose: typeof pins.picking) => {
    pins.setPicking(purpose)
    if (purpose) frame.current?.focus()
  }
  const url = base && ready ? pageAt(base, state.route) : null
  return (
    <section className={classes.pane} aria-label="Preview">
      <AddressBar
        state={sandbox.state}
        route={state.route}
        connected={ready && state.connected}
        url={url}
        device={device}
        onDevice={setDevice}
        onBack={() => post({ type: 'back' })}
        onForward={() => post({ type: 'forward' })}
        onReload={() => (state.connected ? post({ type: 'reload' }) : load(state.route))}
        onGo={(route) => (state.connected ? post({ type: 'navigate', route }) : load(route))}
        tools={{
          picking: pins.picking,
          onPick: pick,
          canPick: pins.canPick,
          mayComment,
          mayRefer,
          count: pins.pins.filter((pin) => pin.resolved === null).length,
          listed,
          onList: () => setListed(!listed),
        }}
      />
      <div className={classes.stage} data-narrow={device.width !== null || undefined}>
        {shown && !flooded && !state.ready && (
          <p className={classes.opening}>{previewWords.openingApp}</p>
        )}
        {shown && !flooded && (
          <iframe
            key={start.nonce}
            ref={frame}
            className={classes.frame}
            style={device.width === null ? undefined : { width: device.width }}
            title="Live preview"
            src={pageAt(base, start.route)}
            sandbox={allowed}
            allow="clipboard-write; fullscreen"
            onLoad={onLoad}
          />
        )}
        {address.isError && (
          <div className={classes.trouble}>
            <ErrorNote
              title={previewWords.addressFailed}
              error={address.error}
              onRetry={() => void address.refetch()}
              retrying={address.isFetching}
            />
          </div>
        )}
        {flooded && (
          <div className={classes.flooded} role="alert">
            <span>{previewWords.flooded}</span>
            <Button size="compact-sm" variant="default" onClick={() => load(state.route)}>
              Load it again
            </Button>
          </div>
        )}
        <Part name="sandbox" content={[sandbox.state, sandbox.message]}>
          {blocked ? (
            <SandboxNotice
              mood="broken"
              title={previewWords.blocked}
              words={previewWords.blockedText}
            />
          ) : (
            <SandboxCover sandbox={sandbox} />
          )}
        </Part>
        <Part name="comments" content={[pins.pins, pins.open, listed]}>
          {listed && <PinList pins={pins} onPick={pick} onClose={() => setListed(false)} />}
          <PinLayer pins={pins} frame={frame} taken={listed ? listWidth : 0} />
        </Part>
        {ready && state.error && !running && (
          <Part name="pageError" content={[state.error]} small>
            <BrokenStrip
              error={state.error}
              onFix={mayAsk ? () => state.error && propose(fixPrompt(state.error)) : null}
              onDismiss={dismissError}
            />
          </Part>
        )}
      </div>
    </section>
  )
}
