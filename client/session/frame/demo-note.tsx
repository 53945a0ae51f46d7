import classes from './model-menu.module.css'

/** What the demo model is, what it can do, and how a real one comes in its place. */
export function DemoNote() {
  return (
    <div className={classes.note}>
      <p>
        <b>The demo model is no language model.</b> It runs on this server without a key or a
        network and puts apps together from what it reads in your words.
      </p>
      <p>
        It builds to-do lists, landing pages, dashboards, pricing, kanban boards, sign-in forms,
        chats, blogs, portfolios, galleries, calculators, timers, quizzes, shops, settings, and
        collections of whatever you name. It changes titles, texts, colours, dark mode, sections,
        fields, columns, items, pages, corners, fonts and layout.
      </p>
      <p>
        <b>To connect a real one</b>, start the server with one of <code>ZAI_API_KEY</code>,{' '}
        <code>OPENAI_API_KEY</code>, <code>OPENAI_BASE_URL</code>, <code>ANTHROPIC_API_KEY</code>,{' '}
        <code>GOOGLE_API_KEY</code> or <code>OLLAMA_BASE_URL</code> set; it is then listed here.
      </p>
    </div>
  )
}
