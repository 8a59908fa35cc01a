/**
 * Lets everything that can go on go on. In a simulated world nothing waits for anything but promises and virtual time, so
 * that once the queue of promises is empty everybody sleeps.
 */

/** Resolves when every promise waits. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
