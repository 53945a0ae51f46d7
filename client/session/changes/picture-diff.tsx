import { useState } from 'react'
import { bytes, changesWords } from '../../words/versions.ts'
import type { FileSide } from './file-sides.ts'
import classes from './picture-diff.module.css'

interface Props {
  /** Null: the file isn't there. */
  before: FileSide | null
  after: FileSide | null
}

function Picture({ label, side }: { label: string; side: FileSide | null }) {
  const [pixels, setPixels] = useState<string | null>(null)
  return (
    <figure className={classes.side}>
      <figcaption className={classes.caption}>
        {label}
        <span className={classes.size}>
          {side ? [pixels, bytes(side.size)].filter(Boolean).join(' · ') : changesWords.notThere}
        </span>
      </figcaption>
      <div className={classes.frame}>
        {side && (
          <img
            src={side.url}
            alt={label}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setPixels(`${naturalWidth} × ${naturalHeight}`)
            }
          />
        )}
      </div>
    </figure>
  )
}

/** A picture's two states beside each other. */
export function PictureDiff({ before, after }: Props) {
  return (
    <div className={classes.pictures} tabIndex={0} role="group" aria-label="Pictures">
      {before && <Picture label="Before" side={before} />}
      {after && <Picture label="After" side={after} />}
    </div>
  )
}

/** A file that is neither text nor a picture. */
export function BinaryDiff({ before, after }: Props) {
  return (
    <p className={classes.binary}>
      {changesWords.binary}
      <br />
      {before ? bytes(before.size) : changesWords.notThere} →{' '}
      {after ? bytes(after.size) : changesWords.notThere}
    </p>
  )
}
