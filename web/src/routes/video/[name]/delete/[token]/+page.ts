export const trailingSlash = 'ignore'

export { load } from '#app/deletion/load.ts'
