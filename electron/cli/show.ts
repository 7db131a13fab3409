/** The commands that only look: machines, status, images, resolve, history, practice. */

import prettyBytes from 'pretty-bytes'
import {
  type Deployment,
  type DeploymentRole,
  deploymentIn,
  deploymentName,
  shortDigest,
} from '../../shared/deployment.ts'
import { followingOf } from '../../shared/following.ts'
import { type Job, verdictOf } from '../../shared/job.ts'
import type { Machine, MachineFacts } from '../../shared/machine.ts'
import type { App } from '../app.ts'
import { imageOf } from './apply.ts'
import type { CliArguments } from './arguments.ts'
import { exitCodeForError, exitCodes } from './exit-codes.ts'
import { type Output, table } from './output.ts'
import { planText } from './plan-text.ts'

type Show = (app: App, args: CliArguments, output: Output) => Promise<number>

const nameIn = (facts: MachineFacts | undefined, role: DeploymentRole): string => {
  const deployment = deploymentIn(facts?.status, role)
  return deployment ? deploymentName(deployment) : '–'
}

function stateText({ state }: Machine): string {
  return state.kind === 'unreachable' || state.kind === 'unsupported'
    ? `${state.kind}: ${state.error.message}`
    : state.kind
}

export const machines: Show = async (app, _args, output) => {
  const all = await app.askedMachines()
  if (output.isJson) output.json(all)
  else {
    const rows = all.map(machine => [
      machine.name,
      machine.kind,
      nameIn(machine.facts, 'booted'),
      nameIn(machine.facts, 'staged'),
      stateText(machine),
    ])
    output.line(table([['NAME', 'KIND', 'RUNS', 'STAGED', 'STATE'], ...rows]))
  }
  return exitCodes.done
}

const ROLE_WORDS: { readonly [Role in DeploymentRole]: string } = {
  booted: 'running now',
  staged: 'next restart',
  rollback: 'way back',
  other: 'kept',
}

const deploymentRow = (deployment: Deployment): readonly string[] => [
  `${ROLE_WORDS[deployment.role]}${deployment.pinned ? ', pinned' : ''}${deployment.locked ? ', locked' : ''}`,
  deploymentName(deployment),
  deployment.version ?? '–',
  deployment.digest === undefined ? '–' : shortDigest(deployment.digest),
]

const storageRows = ({ fileSystems, storeBytes }: MachineFacts): readonly (readonly string[])[] => [
  ...fileSystems.map(({ path, freeBytes, sizeBytes }) => [
    path,
    `${prettyBytes(freeBytes)} free of ${prettyBytes(sizeBytes)}`,
  ]),
  ...(storeBytes === undefined ? [] : [['sent images', `${prettyBytes(storeBytes)} kept for the next upload`]]),
]

/** Where an image was sent: that it follows nothing, and how to go back to what it followed. */
function followsText(machine: Machine, jobs: readonly Job[]): readonly string[] {
  const following = followingOf(machine, jobs)
  if (!following) return []
  const { runs, wayBack } = following
  const back = wayBack ? `; to return: drydock apply ${wayBack.image} ${machine.name}` : ''
  return ['', `Runs ${runs}, which was sent from a computer, and follows nothing${back}`]
}

function statusText(machine: Machine, facts: MachineFacts, jobs: readonly Job[]): string {
  return [
    `${machine.name}  ${facts.osName} ${facts.osVersion}, ${facts.architecture}, ${facts.backend ?? 'no backend'}, up ${Math.floor(facts.uptimeSeconds / 60)} min`,
    '',
    table((facts.status?.deployments ?? []).map(deploymentRow)),
    ...followsText(machine, jobs),
    '',
    table(storageRows(facts)),
    ...(facts.updateAgents.length > 0
      ? ['', `Update agents: ${facts.updateAgents.map(each => each.unit).join(', ')}`]
      : []),
    ...(machine.otherDrydock
      ? ['', `Somebody else’s Drydock is at work there: ${machine.otherDrydock.join(', ')}`]
      : []),
    ...(machine.swept ? ['', ...machine.swept] : []),
    ...(facts.failedUnits.length > 0 ? ['', `Failed units: ${facts.failedUnits.join(', ')}`] : []),
  ].join('\n')
}

export const status: Show = async (app, args, output) => {
  const machine = await app.api.refreshMachine((await app.findMachine(args.words[0])).id)
  if (output.isJson) output.json(machine)
  else if (machine.facts) output.line(statusText(machine, machine.facts, await app.api.listJobs()))
  const { state } = machine
  if (state.kind !== 'unreachable' && state.kind !== 'unsupported') return exitCodes.done
  if (!output.isJson) output.error(state.error)
  return exitCodeForError(state.error.code)
}

export const storage: Show = async (app, args, output) => {
  const { id } = await app.findMachine(args.words[0])
  const machine = await (args.isEmpty ? app.api.emptyStore(id) : app.api.refreshMachine(id))
  const { facts } = machine
  if (output.isJson) output.json({ fileSystems: facts?.fileSystems ?? [], storeBytes: facts?.storeBytes ?? 0 })
  else if (facts) output.line(table(storageRows(facts)))
  return facts ? exitCodes.done : exitCodes.machine
}

export const images: Show = async (app, args, output) => {
  const found = await app.api.listImages((await app.findMachine(args.words[0])).id)
  if (output.isJson) output.json(found)
  else {
    const rows = found.map(image => [
      image.name ?? '(no name)',
      image.isBootable ? 'bootable' : '–',
      image.version ?? '–',
      image.architecture ?? '–',
      prettyBytes(image.sizeBytes),
      image.store,
      image.id.slice(0, 12),
    ])
    output.line(table([['NAME', 'OS', 'VERSION', 'ARCH', 'SIZE', 'STORE', 'ID'], ...rows]))
  }
  return exitCodes.done
}

export const resolve: Show = async (app, args, output) => {
  const [image = '', name] = args.words
  const machine = await app.findMachine(name)
  const plan = await app.api.planJob({
    kind: 'rebase',
    machineId: machine.id,
    image: imageOf(image, process.cwd()),
    ...(args.choose === undefined ? {} : { choose: args.choose }),
    ...(args.via ? { via: args.via } : {}),
    ...(args.isSigned ? { signature: 'signed' as const } : {}),
  })
  if (output.isJson) output.json(plan.image)
  else output.line(planText({ ...plan, steps: [], checks: [] }).trimEnd())
  return exitCodes.done
}

export const history: Show = async (app, _args, output) => {
  const unfinished = new Set(app.unfinishedJobs().map(job => job.id))
  const jobs = (await app.api.listJobs()).map(job => ({ ...job, isUnfinished: unfinished.has(job.id) }))
  if (output.isJson) output.json(jobs)
  else {
    const rows = jobs.map(job => [
      new Date(job.startedAt).toISOString().replace('T', ' ').slice(0, 16),
      job.machineName,
      job.request.kind === 'rebase' ? job.request.image : job.request.kind,
      verdictOf(job)?.outcome ?? (job.isUnfinished ? 'unfinished' : 'running'),
      verdictOf(job)?.sentence ?? (job.isUnfinished ? `Go on with it: drydock resume ${job.id}` : ''),
    ])
    output.line(rows.length === 0 ? 'No jobs yet.' : table(rows))
  }
  return exitCodes.done
}

export const practice: Show = async (app, args, output) => {
  const [name] = args.words
  if (args.isReset && name) await app.api.resetPractice(name)
  if (args.trouble !== undefined && name) {
    await app.api.setPracticeTrouble(name, args.trouble === 'none' ? null : args.trouble)
  }
  const states = await app.api.listPracticeStates()
  const troubles = await app.api.listPracticeTroubles()
  if (output.isJson) output.json({ machines: states, troubles })
  else {
    output.line(table(states.map(each => [each.machineId, each.trouble ?? 'no trouble'])))
    output.line('\nTroubles they can have (--trouble NAME):')
    output.line(table(troubles.map(each => [`  ${each.id}`, each.title])))
  }
  return exitCodes.done
}
