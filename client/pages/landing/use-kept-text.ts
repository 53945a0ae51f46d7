import { useEffect, useState } from 'react'

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

/** Text that survives a reload and a detour to another page, in this tab. */
export function useKeptText(key: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => read(key))
  useEffect(() => {
    try {
      if (text) sessionStorage.setItem(key, text)
      else sessionStorage.removeItem(key)
    } catch {
      // Storage is blocked: the text lives as long as the page.
    }
  }, [key, text])
  return [text, setText]
}
