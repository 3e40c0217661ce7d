import type { RequestHandler } from './$types'

const brand = '#4f46e5'

/** What makes the site an application that can be installed, and that other programs share pictures with. */
export const GET: RequestHandler = async ({ locals }) => {
  const { name, limits, base } = await locals.readSite()
  const at = (path: string) => `${base}/${path}`
  const icon = (file: string, size: number, purpose: string) => ({
    src: at(`icons/${file}.png`),
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  })
  const manifest = {
    id: at(''),
    name,
    short_name: name.slice(0, 12),
    lang: locals.locale,
    start_url: at(''),
    scope: at(''),
    display: 'standalone',
    background_color: '#fafafa',
    theme_color: brand,
    icons: [icon('192', 192, 'any'), icon('512', 512, 'any'), icon('maskable-512', 512, 'maskable')],
    share_target: {
      action: at('share-target'),
      method: 'POST',
      enctype: 'multipart/form-data',
      params: {
        title: 'title',
        text: 'text',
        url: 'url',
        files: [{ name: 'file', accept: limits.kinds.map(({ mime }) => mime) }],
      },
    },
  }
  return new Response(JSON.stringify(manifest), {
    headers: { 'content-type': 'application/manifest+json', 'cache-control': 'private, max-age=3600' },
  })
}
