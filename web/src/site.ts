/** What `GET /api/site` answers: the site, and who asks. */
export type Site = {
  name: string
  locale?: string | null
  me?: { name: string; locale?: string | null } | null
}

/** Shown when the site cannot be asked. */
export const unknownSite: Site = { name: 'Tintype' }
