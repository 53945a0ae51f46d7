import { Button } from '@mantine/core'
import { useState } from 'react'
import { trpc } from '../../api.ts'
import { errorText } from '../../ui/error-text.ts'
import { useMay, useSession } from '../session-context.tsx'
import { useUndo } from '../undo/version-dialogs.tsx'
import classes from './version-card.module.css'

/** The agent's proposal to undo a version. The dialog shows what that would do. */
export function ProposedUndo({ number }: { number: number }) {
  const { view } = useSession()
  const maySend = useMay('message.send')
  const undo = useUndo()
  const utils = trpc.useUtils()
  const [failed, setFailed] = useState<string | null>(null)
  const [finding, setFinding] = useState(false)
  const open = async () => {
    setFinding(true)
    setFailed(null)
    try {
      const asked = { sessionId: view.id, before: number + 1 }
      const [version] = (await utils.versions.list.fetch(asked, { staleTime: 0 })).versions
      if (version?.undoneBy) setFailed(`Undone already, by version ${version.undoneBy.number}.`)
      else if (version?.number === number)
        undo.open({ versionIds: [version.id], redo: version.kind === 'undo' && !version.redo })
    } catch (error) {
      setFailed(errorText(error).message)
    } finally {
      setFinding(false)
    }
  }
  return (
    <section className={classes.card} aria-label={`Proposed undo of version ${number}`}>
      <div className={classes.head}>
        <b className={classes.number}>Undo version {number}?</b>
        {failed !== null && <span role="alert">{failed}</span>}
      </div>
      {maySend && (
        <div className={classes.ways}>
          <Button size="compact-xs" variant="default" loading={finding} onClick={() => void open()}>
            Undo this
          </Button>
        </div>
      )}
    </section>
  )
}
