import { derive } from './derive.ts'
import { inspect } from './inspect.ts'
import { type Answer, packRefusal, type Task } from './task.ts'

/** The program of a media process: answers one task at a time, and ends when the server does. */
async function answer(task: Task): Promise<Answer> {
  try {
    return { result: task.name === 'inspect' ? await inspect(task.path, task.limits) : await derive(task) }
  } catch (thrown) {
    return { refusal: packRefusal(thrown) }
  }
}

process.on('message', async (task: Task) => {
  const reply = await answer(task)
  if (process.connected) process.send?.(reply)
})

process.on('disconnect', () => {
  process.kill(-process.pid, 'SIGKILL')
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
