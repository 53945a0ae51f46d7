import { UnstyledButton } from '@mantine/core'
import { IconChevronRight, IconPhoto } from '@tabler/icons-react'
import { lazy, Suspense, useId, useState } from 'react'
import type { Id } from '../../../shared/ids.ts'
import type { ProofPicture } from '../../../shared/protocol/proof-picture.ts'
import { proofWords } from '../../words/proof.ts'
import { useSession } from '../session-context.tsx'
import classes from './proof.module.css'

const ProofViewer = lazy(() => import('./proof-viewer.tsx'))

interface Pictured {
  id: Id
  number: number
  proofs?: ProofPicture[] | undefined
}

/** What a version's app looked like, folded. Nothing where no pictures were taken. */
export function ProofPictures({ version }: { version: Pictured }) {
  const { id, number, proofs = [] } = version
  const { view } = useSession()
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<number | null>(null)
  const listId = useId()
  if (proofs.length === 0) return null
  const pictures = proofs.map(({ position, ...picture }) => ({
    ...picture,
    src: `/pictures/${view.id}/${id}/${position}`,
  }))
  return (
    <div className={classes.proof}>
      <UnstyledButton
        className={classes.line}
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
      >
        <IconPhoto size={15} stroke={1.7} aria-hidden />
        {proofWords.count(pictures.length)}
        <IconChevronRight className={classes.chevron} size={13} stroke={2} aria-hidden />
      </UnstyledButton>
      {open && (
        <ul className={classes.list} id={listId} aria-label={proofWords.title(number)}>
          {pictures.map(({ src, caption, width, height }, index) => (
            <li key={src} className={classes.item}>
              <UnstyledButton className={classes.thumbnail} onClick={() => setShown(index)}>
                <img src={src} alt={caption} width={width} height={height} loading="lazy" />
              </UnstyledButton>
              <span className={classes.caption} aria-hidden>
                {caption}
              </span>
            </li>
          ))}
        </ul>
      )}
      {shown !== null && (
        <Suspense>
          <ProofViewer
            title={proofWords.title(number)}
            pictures={pictures}
            first={shown}
            onClose={() => setShown(null)}
          />
        </Suspense>
      )}
    </div>
  )
}
