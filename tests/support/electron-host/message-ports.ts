import { EventEmitter } from 'node:events'

/** Where a port's messages go: its twin in this process, or a page. */
type Delivery = (data: unknown) => void

/** One end of a channel in the main process. Data is cloned as Electron does, so what cannot be cloned throws here too. */
class MessagePortMain extends EventEmitter {
  deliver: Delivery = () => undefined
  private isStarted: boolean = false
  private readonly waiting: unknown[] = []

  postMessage(data: unknown): void {
    this.deliver(structuredClone(data))
  }

  receive(data: unknown): void {
    if (this.isStarted) this.emit('message', { data, ports: [] })
    else this.waiting.push(data)
  }

  start(): void {
    this.isStarted = true
    for (const data of this.waiting.splice(0)) this.receive(data)
  }

  close(): void {
    this.deliver = () => undefined
    this.emit('close')
  }
}

export type Port = MessagePortMain

/** Two ports, each delivering to the other until one is handed to a page. */
export class MessageChannelMain {
  readonly port1 = new MessagePortMain()
  readonly port2 = new MessagePortMain()

  constructor() {
    this.port1.deliver = data => queueMicrotask(() => this.port2.receive(data))
    this.port2.deliver = data => queueMicrotask(() => this.port1.receive(data))
  }
}
