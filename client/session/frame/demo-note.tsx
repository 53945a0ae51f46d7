import classes from './model-menu.module.css'

export function DemoNote() {
  return (
    <div className={classes.note}>
      <p>
        <b>The demo model isn’t an AI model.</b> It runs on this server without a key or a network,
        and assembles apps from what you ask for.
      </p>
      <p>
        It builds to-do lists, landing pages, dashboards, pricing, kanban boards, sign-in forms,
        chats, blogs, portfolios, galleries, calculators, timers, quizzes, shops, settings, and
        collections of whatever you name. It can change titles, texts, colors, dark mode, sections,
        fields, columns, items, pages, corners, fonts and layout.
      </p>
      <p>
        <b>To connect a real model</b>, start the server with one of <code>ZAI_API_KEY</code>,{' '}
        <code>OPENAI_API_KEY</code> or <code>ANTHROPIC_API_KEY</code> set. It is then listed here.
      </p>
    </div>
  )
}
