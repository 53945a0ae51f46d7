/** Loads the page anew where a file changed while it was loading: Vite's word of that may have come too early to be heard. */
export function watchRevision() {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="fegg-revision"]')
  if (!meta) return
  const ask = () => import.meta.hot?.send('fegg:revision', { begun: Number(meta.content) })
  import.meta.hot?.on('fegg:stale', () => location.reload())
  // when the socket opens, and once more when the page's modules have run
  ask()
  if (document.readyState === 'complete') return
  addEventListener('load', ask, { once: true })
}
