import { Skeleton } from '@mantine/core'
import classes from './chat-skeleton.module.css'

const rows = [['62%'], ['94%', '88%', '40%'], ['78%'], ['96%', '52%']]

export function ChatSkeleton() {
  return (
    <div className={classes.rows} aria-hidden>
      {rows.map((widths, row) => (
        <div className={classes.row} key={widths.join()}>
          <Skeleton circle height={24} width={24} />
          <div className={classes.lines}>
            <Skeleton height={10} width={row % 2 ? 52 : 74} />
            {widths.map((width) => (
              <Skeleton height={10} width={width} key={width} />
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}
