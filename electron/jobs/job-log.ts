/**
 * One job's events in one JSON-lines file: the record that disk, wire and screen share.
 *
 * Memory stays flat whatever the log's length: only a sparse index is kept (one entry every 64 KiB), everything else is
 * read back from the file. Writes are gathered for a moment, synced at each state and before each act, so a crash loses at
 * most the last lines of output (those of a unit are read again, for the log says how far it came), and a torn last line is
 * dropped when the file is read again.
 */

import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { applyEvent, type Job, type JobEvent, type JobEventBody } from '../../shared/job.ts'
import { type LogLine, logLineCount, logLines } from '../../shared/log-lines.ts'

const INDEX_STEP_BYTES = 64 * 1024
const CHUNK_BYTES = 256 * 1024

interface IndexEntry {
  readonly offset: number
  /** The first event at `offset`, and how many lines of the log view come before it. */
  readonly seq: number
  readonly line: number
}

interface Found {
  readonly event: JobEvent
  readonly line: number
}

export interface JobLog {
  readonly jobId: string
  readonly path: string
  /** The job as folded from every event so far; undefined before the first. */
  readonly job: Job | undefined
  /** After `close` nothing is written any more: the process is going, and the next one tells how the job ended. */
  append(body: JobEventBody): JobEvent
  /** At most `limit` events after `since`; with output only if asked, which a window never does. */
  readEvents(since: number, limit: number, withOutput?: boolean): JobEvent[]
  readLines(firstLine: number, count: number): LogLine[]
  /** Every line from `firstLine` on, read as they are asked for. */
  linesFrom(firstLine: number): IterableIterator<LogLine>
  /** Reads what another process appended since. */
  catchUp(): void
  close(): void
}

/**
 * Opens a job's file, new or old. A torn last line (a crash while writing) is cut off when `isOwner`, else skipped. Throws
 * for a file that is damaged in its middle, which no crash of Drydock's leaves.
 */
export function openJobLog(jobId: string, path: string, isOwner: boolean, now: () => number = Date.now): JobLog {
  const fd = openSync(path, isOwner ? 'a+' : 'r')
  const index: IndexEntry[] = [{ offset: 0, seq: 1, line: 0 }]
  let job: Job | undefined
  let size = 0
  let pending: string[] = []
  let pendingBytes = 0
  let isFlushPlanned = false
  let isClosed = false

  function noteEvent(event: JobEvent, offset: number): void {
    const last = index.at(-1)
    if (last && offset - last.offset >= INDEX_STEP_BYTES) {
      index.push({ offset, seq: event.seq, line: job?.lineCount ?? 0 })
    }
    job = applyEvent(job, event)
  }

  function flush(): void {
    if (pending.length === 0) return
    const bytes = Buffer.from(pending.join(''))
    pending = []
    pendingBytes = 0
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written)
    size += bytes.length
  }

  function planFlush(): void {
    if (isFlushPlanned) return
    isFlushPlanned = true
    setImmediate(() => {
      isFlushPlanned = false
      if (!isClosed) flush()
    })
  }

  function append(body: JobEventBody): JobEvent {
    const event: JobEvent = { jobId, seq: (job?.seq ?? 0) + 1, at: now(), ...body }
    if (isClosed) return event
    const text = `${JSON.stringify(event)}\n`
    noteEvent(event, size + pendingBytes)
    pending.push(text)
    pendingBytes += Buffer.byteLength(text)
    if (isBeforeAnAct(event)) {
      flush()
      fdatasyncSync(fd)
    } else if (event.kind === 'state' || event.kind === 'started') {
      flush()
      fdatasync(fd, () => undefined)
    } else if (pendingBytes >= CHUNK_BYTES) flush()
    else planFlush()
    return event
  }

  /** Whole lines of the file from `offset`, each with where it begins. */
  function* rawLines(offset: number): Generator<{ text: string; at: number }> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    let rest = Buffer.alloc(0)
    let at = offset
    for (let position = offset; ; ) {
      const count = readSync(fd, chunk, 0, CHUNK_BYTES, position)
      if (count === 0) return
      position += count
      let bytes = Buffer.concat([rest, chunk.subarray(0, count)])
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10)) {
        yield { text: bytes.toString('utf8', 0, end), at }
        at += end + 1
        bytes = bytes.subarray(end + 1)
      }
      rest = Buffer.from(bytes)
    }
  }

  function* eventsFrom(entry: IndexEntry): Generator<Found> {
    flush()
    let line = entry.line
    for (const raw of rawLines(entry.offset)) {
      const event = parseEvent(raw.text)
      if (!event) continue
      yield { event, line }
      line += logLineCount(event)
    }
  }

  const entryBefore = (isAfter: (entry: IndexEntry) => boolean): IndexEntry => {
    let low = 0
    for (let high = index.length - 1; low < high; ) {
      const middle = Math.ceil((low + high) / 2)
      if (isAfter(index[middle] as IndexEntry)) high = middle - 1
      else low = middle
    }
    return index[low] as IndexEntry
  }

  function* linesFrom(firstLine: number): Generator<LogLine> {
    for (const { event, line } of eventsFrom(entryBefore(entry => entry.line > firstLine))) {
      if (line + logLineCount(event) <= firstLine) continue
      let number = line
      for (const each of logLines(event)) {
        if (number >= firstLine) yield { line: number, ...each }
        number++
      }
    }
  }

  function catchUp(): void {
    for (const raw of rawLines(size)) {
      const event = parseEvent(raw.text)
      if (event?.seq !== (job?.seq ?? 0) + 1)
        throw new Error(`line ${(job?.seq ?? 0) + 1} is not the event of that number`)
      noteEvent(event, raw.at)
      size = raw.at + Buffer.byteLength(raw.text) + 1
    }
  }

  catchUp()
  if (isOwner && fstatSync(fd).size > size) ftruncateSync(fd, size)

  return {
    jobId,
    path,
    get job() {
      return job
    },
    append,
    readEvents(since, limit, withOutput = false) {
      const events: JobEvent[] = []
      for (const { event } of eventsFrom(entryBefore(entry => entry.seq > since + 1))) {
        if (event.seq <= since || (event.kind === 'output' && !withOutput)) continue
        events.push(event)
        if (events.length >= limit) break
      }
      return events
    },
    readLines(firstLine, count) {
      const lines: LogLine[] = []
      if (count === 0 || firstLine >= (job?.lineCount ?? 0)) return lines
      for (const line of linesFrom(firstLine)) {
        lines.push(line)
        if (lines.length >= count) break
      }
      return lines
    },
    linesFrom,
    catchUp,
    close() {
      if (isClosed) return
      flush()
      isClosed = true
      closeSync(fd)
    },
  }
}

/** What must be on the disk before something is done on the machine, so that the next process knows of it. */
const isBeforeAnAct = (event: JobEvent): boolean =>
  event.kind === 'checkpoint' || event.kind === 'exit' || (event.kind === 'command' && event.unit !== undefined)

/** One line of the file as an event; undefined for a line that a crash left torn. */
function parseEvent(text: string): JobEvent | undefined {
  try {
    const event = JSON.parse(text) as JobEvent
    return typeof event.seq === 'number' && typeof event.kind === 'string' ? event : undefined
  } catch {
    return undefined
  }
}
