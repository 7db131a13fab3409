/**
 * Makes what lab machines start from, before the first test of `npm test` wants one. Exit code 3: there can be no lab on
 * this computer, and a line said why.
 */
import { prepareLabImages } from './lab-images.ts'
import { labProblem } from './lab-problem.ts'

const problem = labProblem()
if (problem !== undefined) {
  console.log(`Not run: the stories on a real machine; ${problem}.`)
  process.exitCode = 3
} else await prepareLabImages()
