/** The highest epoch under which anything was changed: who acts under an older one has been deposed (law 15). */
import { OperatingError } from '../../../../model/error.js'

export class Epochs {
  #highest = 0

  /** Lets a change through under `epoch`; throws `conflict` when a newer one has been seen. */
  admit(epoch: number, doing: string): void {
    if (epoch < this.#highest) {
      const what = `${doing}: epoch ${epoch} is older than ${this.#highest}, under which something was changed already`
      throw new OperatingError('conflict', what, 'another controller leads now; look again before acting')
    }
    this.#highest = epoch
  }
}
