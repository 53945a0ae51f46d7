import { Button } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { cookiesBlocked } from '../cookies-blocked.ts'
import { useStore } from '../live/store.ts'
import { cookieWords } from '../words/ui.ts'
import { DeadEnd } from './dead-end.tsx'

/** Shows its children unless the browser keeps no cookie of ours. */
export function CookieGate({ children }: { children: ReactNode }) {
  const blocked = useStore(cookiesBlocked)
  return blocked ? <CookiesAreBlocked because={blocked.because} /> : children
}

function CookiesAreBlocked({ because }: { because: string | null }) {
  useDocumentTitle(`${cookieWords.title} · FeGG`)
  return (
    <main>
      <DeadEnd title={cookieWords.title} text={because ?? cookieWords.blocked}>
        <p>{cookieWords.how}</p>
        <Button onClick={() => location.reload()}>Try again</Button>
      </DeadEnd>
    </main>
  )
}
