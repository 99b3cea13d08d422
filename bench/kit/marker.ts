/** Every reported call carries a number in its `providerCallId`, which comes back in the payload. */
export function mark(number: number): string {
  return `bench-${number}`;
}

/** Finds the number of `mark` in a payload. */
export const marker = /"providerCallId":"bench-(\d+)"/;
