export { actions } from '#app/viewer/actions.server.ts'
