import pino, { type Logger } from "pino";

export type Log = Logger;

/**
 * The program's logger: JSON lines on standard output. Whatever is logged under a name that can hold a secret is
 * dropped, and the query of a URL too, since providers put tokens there.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    redact: {
      paths: [
        "authorization",
        "cookie",
        "token",
        "secret",
        "password",
        "*.authorization",
        "*.cookie",
        "*.token",
        "*.secret",
        "*.password",
      ],
      remove: true,
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
