let screen: HTMLElement | undefined

const css = `
  :host { all: initial; position: fixed; inset: 0; z-index: 2147483000; overflow: auto;
    color-scheme: light dark; background: light-dark(#faf9f7, #171615); color: light-dark(#1d1b18, #edeae4);
    font: 15px/1.5 "Inter Variable", system-ui, sans-serif; }
  main { max-width: 44rem; margin: 12vh auto; padding: 0 1.5rem; }
  h1 { margin: 0 0 .25rem; font-size: 1.25rem; font-weight: 600; letter-spacing: -.01em; }
  p { margin: 0 0 1.25rem; color: light-dark(#5f5a52, #b0aaa0); }
  pre { margin: 0; padding: .9rem 1rem; border-radius: 10px; overflow: auto; white-space: pre-wrap;
    font: 12.5px/1.55 ui-monospace, "JetBrains Mono Variable", monospace;
    background: light-dark(#fdeceb, #2b1715); color: light-dark(#8f1d15, #ffb3ab); }
  pre + pre { margin-top: .75rem; background: light-dark(#f1efea, #201f1d); color: light-dark(#5f5a52, #b0aaa0); }
`

/** The screen stays until a change renders. */
export function showCrash(message: string, stack: string | undefined) {
  hideCrash()
  screen = document.createElement('fegg-crash-screen')
  const shadow = screen.attachShadow({ mode: 'open' })
  const style = document.createElement('style')
  style.textContent = css
  const main = document.createElement('main')
  main.setAttribute('role', 'alert')
  const part = (tag: string, text: string) => {
    const element = document.createElement(tag)
    element.textContent = text
    main.append(element)
  }
  part('h1', 'This page stopped with an error')
  part('p', 'It comes back by itself as soon as the code is mended.')
  part('pre', message)
  const frames = stack
    ?.split('\n')
    .filter((line) => line.includes('/src/'))
    .map((line) =>
      line
        .trim()
        .replace(/https?:\/\/[^/]+/, '')
        .replace(/\?t=\d+/, ''),
    )
  if (frames && frames.length > 0) part('pre', frames.slice(0, 8).join('\n'))
  shadow.append(style, main)
  document.body.append(screen)
}

export function hideCrash() {
  screen?.remove()
  screen = undefined
}
