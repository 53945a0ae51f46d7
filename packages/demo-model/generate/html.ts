/** Puts a name into the page's title. */
export function retitle(html: string, name: string): string {
  const safe = name.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return html.replace(/<title>[^<]*<\/title>/, () => `<title>${safe}</title>`)
}

/** Makes the page start dark or light; undefined leaves it as it is. */
export function setDefaultScheme(html: string, mode: 'light' | 'dark' | undefined): string {
  if (mode === undefined) return html
  return html.replace(/<html([^>]*)>/, (_, attributes: string) => {
    const classes = /\sclass="([^"]*)"/.exec(attributes)?.[1]?.split(/\s+/) ?? []
    const others = classes.filter((name) => name !== '' && name !== 'dark')
    const all = mode === 'dark' ? [...others, 'dark'] : others
    const rest = attributes.replace(/\sclass="[^"]*"/, '')
    return `<html${rest}${all.length > 0 ? ` class="${all.join(' ')}"` : ''}>`
  })
}
