/** Where in a list a page's address begins or ends. */
export function cursorsOf({ searchParams }: URL): { after: string | undefined; before: string | undefined } {
  const [after, before] = ['after', 'before'].map((name) => searchParams.get(name) ?? undefined)
  return { after, before: after === undefined ? before : undefined }
}
