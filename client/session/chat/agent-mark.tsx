import classes from './message.module.css'

export function AgentMark() {
  return (
    <span className={classes.agent} aria-hidden>
      <i />
    </span>
  )
}
