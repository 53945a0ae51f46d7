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

export function useFollowPanes({ phone, side, onSide, tab, onTab }: Panes) {
  const { link } = useSession()
  const pane: Pane = phone && side === 'chat' ? 'chat' : tab
  useEffect(() => link.setPresence({ pane }), [link, pane])

  const theirs = useStore(link.follow.target)?.pane ?? null
  useEffect(() => {
    if (!theirs) return
    if (phone) onSide(theirs === 'chat' ? 'chat' : 'stage')
    const wanted = stageTabs.find((one) => one === theirs)
    // Following adds no history entry.
    if (wanted) onTab(wanted, { replace: true })
  }, [theirs, phone, onSide, onTab])
}
