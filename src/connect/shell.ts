import type { ConfigFile, Site } from './tool.ts'

/** A word as a shell reads it back, in quotes only where it needs them. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text)
}

/**
 * A script for sh: uploads the files that it is given and prints the address of each, one a line; ends with 1 when
 * something was not uploaded. It speaks Imgur's dialect, which says a repeat's address too and has the statuses that hold.
 */
export function uploadScript(site: Site, name: string): ConfigFile {
  const text = `#!/bin/sh
# Uploads files to ${inComment(site.name)} and prints their addresses. The key is yours: keep this file to yourself.
status=0
for file in "$@"; do
  part=$(printf '%s' "$file" | sed 's/[\\\\"]/\\\\&/g')
  if answer=$(curl -sS --fail-with-body -H ${authorization(site)} -F "image=@\\"$part\\"" ${address(site)}); then
    ${link}
  else
    printf '%s: %s\\n' "$file" "$answer" >&2
    status=1
  fi
done
exit $status
`
  return { name, type: 'text/x-shellscript', text }
}

/** A script for sh: takes a screenshot with Flameshot, uploads it, prints its address and copies it. */
export function screenshotScript(site: Site, name: string): ConfigFile {
  const text = `#!/bin/sh
# Uploads a screenshot to ${inComment(site.name)}. The key is yours: keep this file to yourself.
file=$(mktemp) || exit 1
trap 'rm -f "$file"' EXIT
flameshot gui --raw > "$file"
[ -s "$file" ] || exit 0
if answer=$(curl -sS --fail-with-body -H ${authorization(site)} --data-binary "@$file" ${address(site)}); then
  url=$(${link})
else
  printf '%s\\n' "$answer" >&2
  exit 1
fi
printf '%s\\n' "$url"
if [ -n "$WAYLAND_DISPLAY" ] && command -v wl-copy > /dev/null; then
  printf '%s' "$url" | wl-copy
elif command -v xclip > /dev/null; then
  printf '%s' "$url" | xclip -selection clipboard > /dev/null 2>&1
fi
`
  return { name, type: 'text/x-shellscript', text }
}

const link = `printf '%s\\n' "$answer" | sed -n 's/.*"link":"\\([^"]*\\)".*/\\1/p'`

function authorization({ key }: Site): string {
  return quoted(`Authorization: Bearer ${key}`)
}

function address({ url }: Site): string {
  return word(`${url}/3/image`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function inComment(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
