/** Reloads if a file changed while the page was loading: Vite's message may have come too early. */
export function watchRevision() {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="fegg-revision"]')
  if (!meta) return
  const ask = () => import.meta.hot?.send('fegg:revision', { begun: Number(meta.content) })
  import.meta.hot?.on('fegg:stale', () => location.reload())
  // when the socket opens, and after the page's modules have run
  ask()
  if (document.readyState === 'complete') return
  addEventListener('load', ask, { once: true })
}
