import { UnstyledButton } from '@mantine/core'
import { Egg } from '../../ui/logo.tsx'
import { useMay, useSession } from '../session-context.tsx'
import classes from './chat-empty.module.css'

const ideas = [
  'A to-do app called Errands with priorities and due dates',
  'A landing page for a small bakery, warm colours, opening hours',
  'A dashboard with monthly sales, a chart and a table of orders',
]

/** Before anything was said: what to do here, and three beginnings. */
export function ChatEmpty() {
  const { propose } = useSession()
  const mayWrite = useMay('message.send')
  return (
    <div className={classes.empty}>
      <Egg size={34} />
      <h2>What do you want to build?</h2>
      <p>Say it in plain words. FeGG writes the app, and everybody here watches it grow.</p>
      {mayWrite && (
        <ul className={classes.ideas}>
          {ideas.map((idea) => (
            <li key={idea}>
              <UnstyledButton className={classes.idea} onClick={() => propose(idea)}>
                {idea}
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
