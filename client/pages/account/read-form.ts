type Fields = { name: string; email: string; password: string }

export function readForm(form: HTMLFormElement): Fields {
  const data = new FormData(form)
  const text = (field: keyof Fields): string => {
    const value = data.get(field)
    return typeof value === 'string' ? value : ''
  }
  return { name: text('name').trim(), email: text('email').trim(), password: text('password') }
}
