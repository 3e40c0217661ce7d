// Run by the server in a process of its own. Whoever started it may have another NODE_ENV; pages have one.
process.env.NODE_ENV = 'production'
process.chdir(import.meta.dirname)
const { createBuilder } = await import('vite')
const builder = await createBuilder({ logLevel: 'warn' })
await builder.buildApp()

export {}
