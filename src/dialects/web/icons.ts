import { html, trusted } from './html.ts'

/** Our mark: a picture of a sun over hills in a rounded square. */
const mark =
  '<rect width="32" height="32" rx="8" fill="#4f46e5"/>' +
  '<circle cx="11.5" cy="11.5" r="3" fill="#e0e7ff"/>' +
  '<path d="M4.5 24.5 12 17l4.5 4.5L22 15l5.5 6v3.5Z" fill="#fff"/>'

/** The mark as a file. */
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${mark}</svg>`

export const markIcon = html`<svg viewBox="0 0 32 32" aria-hidden="true">${trusted(mark)}</svg>`

export const uploadIcon = html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M12 15V4m-5 5 5-5 5 5M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3"/></svg>`
