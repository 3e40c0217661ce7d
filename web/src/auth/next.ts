/**
 * Where to go after signing in: the path in `?next=` when it is one of ours, else home. Paths have no `base` before
 * them; a redirect needs it again.
 */
export function nextPath({ searchParams }: URL, base: string): string {
  const asked = searchParams.get('next') ?? ''
  const here = 'http://here'
  // Two slashes, or a backslash, would name another host.
  if (!asked.startsWith('/') || !URL.canParse(asked, here)) return '/'
  const url = new URL(asked, here)
  if (url.origin !== here) return '/'
  const path = url.pathname.replace(/^\/+/, '/')
  const own = base !== '' && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) : path
  return /^\/(login|signup|logout|setup)(\/|$)/.test(own) || own === '' ? '/' : own + url.search
}
