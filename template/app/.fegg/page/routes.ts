import { post, route } from './channel.ts'

export function watchRoute() {
  let last = route()
  const report = () => {
    if (route() === last) return
    last = route()
    post({ type: 'route', route: last })
  }
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method]
    history[method] = function (...args) {
      original.apply(this, args)
      report()
    }
  }
  addEventListener('popstate', report)
  addEventListener('hashchange', report)
}
