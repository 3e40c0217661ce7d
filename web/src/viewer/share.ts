export type Shared = { url: string; title: string; picture: string | undefined }

/** Where a page can be shared by a link alone; nothing of theirs is loaded here. */
export function shareLinks({ url, title, picture }: Shared): { name: string; href: string }[] {
  const link = (address: string, query: Record<string, string>) => `${address}?${new URLSearchParams(query)}`
  return [
    { name: 'X', href: link('https://x.com/intent/post', { url, text: title }) },
    { name: 'Facebook', href: link('https://www.facebook.com/sharer/sharer.php', { u: url }) },
    {
      name: 'weibo',
      href: link('https://service.weibo.com/share/share.php', {
        url,
        title,
        ...(picture && { pic: picture }),
      }),
    },
    { name: 'Telegram', href: link('https://t.me/share/url', { url, text: title }) },
    { name: 'Reddit', href: link('https://www.reddit.com/submit', { url, title }) },
    ...(picture
      ? [
          {
            name: 'Pinterest',
            href: link('https://www.pinterest.com/pin/create/button/', {
              url,
              media: picture,
              description: title,
            }),
          },
        ]
      : []),
    // A mail's address knows no plus for a blank.
    {
      name: 'mail',
      href: `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`,
    },
  ]
}
