import { useEffect } from 'react'
import type { Pane } from '../../../shared/protocol/presence.ts'
import { useStore } from '../../live/store.ts'
import type { PhoneSide } from '../frame/phone-tabs.tsx'
import { useSession } from '../session-context.tsx'
import { type StageTab, stageTabs } from '../use-stage-tab.ts'

interface Panes {
  phone: boolean
  side: PhoneSide
  onSide: (side: PhoneSide) => void
  tab: StageTab
  onTab: (tab: StageTab, options: { replace: boolean }) => void
}

/** Tells the others which pane this tab shows, and shows the followed person's. */
export function useFollowPanes({ phone, side, onSide, tab, onTab }: Panes) {
  const { link } = useSession()
  const pane: Pane = phone && side === 'chat' ? 'chat' : tab
  useEffect(() => link.setPresence({ pane }), [link, pane])

  const theirs = useStore(link.follow.target)?.pane ?? null
  useEffect(() => {
    if (!theirs) return
    if (phone) onSide(theirs === 'chat' ? 'chat' : 'stage')
    const wanted = stageTabs.find((one) => one === theirs)
    // Where somebody else leads is no step of one's own way.
    if (wanted) onTab(wanted, { replace: true })
  }, [theirs, phone, onSide, onTab])
}
