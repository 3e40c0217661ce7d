import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Seconds of CPU that one clock tick of /proc stands for. */
const tick = 1 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** A process and all that it started, as they are now. */
export function family(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = statOf(Number(name))
    if (stat) parents.set(stat.parent, [...(parents.get(stat.parent) ?? []), Number(name)])
  }
  const found = [pid]
  for (const each of found) found.push(...(parents.get(each) ?? []))
  return found
}

/** CPU seconds of a process and all that it started, those that ended included. */
export function cpuSeconds(pid: number): number {
  return family(pid).reduce((sum, each) => sum + (statOf(each)?.cpu ?? 0), 0)
}

/** Sum of the proportional set sizes, bytes: memory shared by the processes counts once. */
export function memory(pid: number): number {
  return family(pid).reduce((sum, each) => sum + proportionalSize(each), 0)
}

/** Samples the memory of a process and all that it started every 50 ms until stopped; answers the highest, bytes. */
export function watchMemory(pid: number): () => number {
  let peak = memory(pid)
  const timer = setInterval(() => {
    peak = Math.max(peak, memory(pid))
  }, 50)
  return () => {
    clearInterval(timer)
    return Math.max(peak, memory(pid))
  }
}

function statOf(pid: number): { parent: number; cpu: number } | undefined {
  const text = readOf(pid, 'stat')
  if (text === undefined) return undefined
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const times = [11, 12, 13, 14].map((at) => fields[at] ?? 0)
  return { parent: fields[1] ?? 0, cpu: times.reduce((sum, time) => sum + time, 0) * tick }
}

function proportionalSize(pid: number): number {
  const found = /^Pss:\s+(\d+) kB/m.exec(readOf(pid, 'smaps_rollup') ?? '')
  return Number(found?.[1] ?? 0) * 1024
}

/** A process may end between two looks. */
function readOf(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}
