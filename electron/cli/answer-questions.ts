/** Answers what only a person can, at the terminal; where there is none the answer is no. */

import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Answer, Question } from '../../shared/api.ts'
import type { App } from '../app.ts'

/** Asks at the terminal whenever a question is open. Secrets are not echoed. Returns how to stop. */
export function answerQuestions(app: App, isInteractive = process.stdin.isTTY === true): () => void {
  const asked = new Set<string>()
  let last: Promise<void> = Promise.resolve()
  const askAll = async (): Promise<void> => {
    for (const question of await app.api.listQuestions()) {
      if (asked.has(question.id)) continue
      asked.add(question.id)
      await app.api.answerQuestion(question.id, isInteractive ? await askAtTerminal(question) : null)
    }
  }
  return app.onAnnounce(announcements => {
    if (!announcements.some(each => each.kind === 'questions')) return
    last = last.then(askAll).catch(() => undefined)
  })
}

async function askAtTerminal(question: Question): Promise<Answer> {
  if (question.kind === 'host-key') {
    const text = `${question.machine} (${question.address}) showed an unknown ${question.keyType} key:\n  ${question.fingerprint}\nTrust it? [y/N] `
    return /^y(es)?$/i.test(await readLine(text, true)) ? true : null
  }
  const answer = await readLine(promptFor(question), false)
  return answer === '' ? null : answer
}

function promptFor(question: Exclude<Question, { kind: 'host-key' }>): string {
  const again = question.isRetry ? 'That was not right. ' : ''
  if (question.kind === 'passphrase') return `${again}Passphrase for ${question.path}: `
  const use = question.kind === 'sudo' ? 'sudo password' : 'Password'
  return `${again}${use} of ${question.user} on ${question.machine}: `
}

async function readLine(prompt: string, isEchoed: boolean): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: isEchoed ? process.stderr : silent, terminal: true })
  // Only now: whoever types as soon as the prompt is there must find the terminal without its echo already.
  process.stderr.write(prompt)
  try {
    return await lines.question('')
  } finally {
    lines.close()
    if (!isEchoed) process.stderr.write('\n')
  }
}
