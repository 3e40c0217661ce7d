/** What is known of a file beyond its bytes. `tags`: with commas between them; `nsfw`: 1 or nothing. */
export type About = Partial<Record<'title' | 'description' | 'tags' | 'visibility' | 'nsfw', string>>

const placeholder = /\{(name|title|description|tags|visibility|nsfw)\}/g

/** The fields of a description for one file; those that ask for what is not known of it are left out. */
export function fillFields(
  fields: Readonly<Record<string, string>>,
  { name, about = {} }: { name: string; about?: About | undefined },
): Record<string, string> {
  const known: Readonly<Record<string, string | undefined>> = { ...about, name }
  const filled = Object.entries(fields).flatMap(([field, value]): [string, string][] => {
    const asked = [...value.matchAll(placeholder)].map(([, what = '']) => what)
    if (asked.some((what) => !known[what])) return []
    return [[field, value.replace(placeholder, (_all, what: string) => known[what] ?? '')]]
  })
  return Object.fromEntries(filled)
}

/** Whether a value is nothing but what is put in: then it is no secret. */
export function isPlaceholder(value: string): boolean {
  return value !== '' && value.replace(placeholder, '') === ''
}
