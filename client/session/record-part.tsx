import type { ReactNode } from 'react'
import { useStore } from '../live/store.ts'
import { Part } from '../ui/part.tsx'
import type { PartName } from '../words/ui.ts'
import { useSession } from './session-context.tsx'

/** A part that shows what the record has: it is tried again when the record changes. */
export function RecordPart({
  name,
  small = false,
  children,
}: {
  name: PartName
  small?: boolean
  children: ReactNode
}) {
  const { link } = useSession()
  const record = useStore(link.record)
  return (
    <Part name={name} content={[record]} small={small}>
      {children}
    </Part>
  )
}
