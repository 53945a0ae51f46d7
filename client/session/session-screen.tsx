import { useDocumentTitle } from '@mantine/hooks'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Me } from '../../shared/protocol/me.ts'
import type { SessionView } from '../../shared/protocol/session-view.ts'
import type { SessionLink } from '../live/session-link.ts'
import { useSelected } from '../live/store.ts'
import type { PhoneSide } from './frame/phone-tabs.tsx'
import { SessionFrame } from './frame/session-frame.tsx'
import { SessionInitials } from './people/session-initials.tsx'
import { useOwnPresence } from './people/use-own-presence.ts'
import { SessionProvider } from './session-context.tsx'
import { VersionDialogs } from './undo/version-dialogs.tsx'
import { useChatWidth } from './use-chat-width.ts'
import { useVisit } from './use-visit.ts'

function isTextField(target: EventTarget | null) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  )
}

export function SessionScreen({
  link,
  view,
  me,
}: {
  link: SessionLink
  view: SessionView
  me: Me
}) {
  const chat = useChatWidth()
  const [side, setSide] = useState<PhoneSide>('chat')
  const focus = useRef<(() => void) | null>(null)
  const { change } = chat
  const name = useSelected(link.record, ({ meta }) => meta?.name ?? view.name)
  const running = useSelected(link.record, ({ meta }) => meta?.running != null)
  useDocumentTitle(`${running ? '● ' : ''}${name} · FeGG`)
  useOwnPresence(link)
  useVisit(link)

  const session = useMemo(() => {
    const toComposer = () => {
      change({ folded: false })
      setSide('chat')
      // The box may have been hidden.
      requestAnimationFrame(() => focus.current?.())
    }
    const propose = (text: string) => {
      const draft = link.privateDraft.on.get() ? link.privateDraft : link.draft
      draft.putBack(text)
      toComposer()
    }
    const refer = (words: string) => {
      const { text } = link.privateDraft.on.get() ? link.privateDraft : link.draft
      const apart = text.length === 0 || /\s$/.test(text.toString())
      text.insert(text.length, apart ? words : ` ${words}`)
      toComposer()
    }
    return { context: { link, view, me, propose, refer }, toComposer }
  }, [link, view, me, change])

  const { toComposer } = session
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTextField(event.target)) return
      event.preventDefault()
      toComposer()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [toComposer])

  return (
    <SessionProvider value={session.context}>
      <SessionInitials link={link}>
        <VersionDialogs>
          <SessionFrame chat={chat} focus={focus} side={side} onSide={setSide} />
        </VersionDialogs>
      </SessionInitials>
    </SessionProvider>
  )
}
