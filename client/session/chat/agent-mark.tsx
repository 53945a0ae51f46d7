import classes from './message.module.css'

/** The agent's avatar: the yolk of the logo's egg. */
export function AgentMark() {
  return (
    <span className={classes.agent} aria-hidden>
      <i />
    </span>
  )
}
