// Terminal sequences: CSI (ECMA-48, 5.4) and OSC, up to their end or to the end of the line.
const SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?/g

/** Whole output without terminal sequences and control characters but line breaks: facts taken from it are shown. */
export const plainText = (printed: string): string =>
  printed
    .replace(SEQUENCES, '')
    .replace(/\r\n/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, '')
