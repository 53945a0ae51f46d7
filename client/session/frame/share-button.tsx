import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { Suspense, lazy, useState } from 'react'
import { useMay } from '../session-context.tsx'
import classes from './share.module.css'

function dialogCode() {
  return import('./share-dialog.tsx')
}
const ShareDialog = lazy(dialogCode)

/** Opens the dialog in which one says who else may come; only there for who may say so. */
export function ShareButton() {
  const mayShare = useMay('session.share')
  const [asked, setAsked] = useState(false)
  const fetchCode = () => void dialogCode().catch(() => undefined)
  if (!mayShare) return null
  return (
    <>
      <Button
        className={classes.button}
        size="xs"
        variant="default"
        aria-label="Share"
        onPointerEnter={fetchCode}
        onFocus={fetchCode}
        onClick={() => setAsked(true)}
      >
        <IconUserPlus size={15} stroke={1.8} aria-hidden />
        <span className={classes.word}>Share</span>
      </Button>
      {asked && (
        <Suspense>
          <ShareDialog onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </>
  )
}
