export { actions } from '#app/deletion/actions.server.ts'
