/** Without decoding: on localhost, other apps' cookies come along and may be malformed. */
export function cookiesOf(header: string | undefined): Array<{ name: string; value: string }> {
  return (header?.split(';') ?? []).flatMap((item) => {
    const at = item.indexOf('=')
    return at < 0 ? [] : [{ name: item.slice(0, at).trim(), value: item.slice(at + 1).trim() }]
  })
}
