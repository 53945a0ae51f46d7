import classes from './templates.module.css'
import { templates } from './template-list.ts'

type TemplatesProps = {
  picked: string | null
  onPick: (id: string, prompt: string) => void
}

/** Starting points as pictures; a click writes the words for one into the box. */
export function Templates({ picked, onPick }: TemplatesProps) {
  return (
    <section className={classes.templates} aria-labelledby="templates">
      <h2 id="templates" className={classes.title}>
        Or begin with one of these
      </h2>
      <ul className={classes.grid}>
        {templates.map(({ id, name, hint, prompt, picture }) => (
          <li key={id}>
            <button
              type="button"
              className={classes.card}
              data-picked={picked === id || undefined}
              onClick={() => onPick(id, prompt)}
            >
              <span className={classes.picture}>
                <img src={picture} width={640} height={400} alt="" decoding="async" />
              </span>
              <span className={classes.name}>{name}</span>
              <span className={classes.hint}>{hint}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
