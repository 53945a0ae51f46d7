import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { Suspense, lazy, useState } from 'react'
import { useMay } from '../session-context.tsx'
import classes from './share.module.css'

function loadDialog() {
  return import('./share-dialog.tsx')
}
const ShareDialog = lazy(loadDialog)

export function ShareButton() {
  const mayShare = useMay('session.share')
  const [asked, setAsked] = useState(false)
  const preload = () => void loadDialog().catch(() => undefined)
  if (!mayShare) return null
  return (
    <>
      <Button
        className={classes.button}
        size="xs"
        variant="default"
        aria-label="Share"
        onPointerEnter={preload}
        onFocus={preload}
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
