import { InvalidArgumentError } from "commander";
import { parseDuration } from "../platform/duration.ts";

/** Parsers for commander's options. Each throws `InvalidArgumentError`, which commander turns into one line. */

/** Milliseconds, from `500ms`, `2s`, `1m`. */
export function durationValue(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError("Give a duration such as 500ms, 2s or 1m.");
  return ms;
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** A decimal number from `least` to `most`. */
export function decimalNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** An absolute http or https URL. */
export function httpUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError("Give an absolute URL that begins with http:// or https://.");
  }
  return url;
}
