/** Whether browsers refuse to show an address in a page of `protocol`. They trust loopback over http. */
export function isMixedContent(address: string, protocol: string): boolean {
  const { protocol: own, hostname } = new URL(address)
  if (protocol !== 'https:' || own !== 'http:') return false
  return !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
