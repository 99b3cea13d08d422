import { request as httpRequest } from "node:http";
import type { Fields } from "./api.ts";

export interface Upload {
  write(text: string): boolean;
  drained(): Promise<void>;
  end(): Promise<Fields>;
  destroy(): void;
}

/** A request whose body is written bit by bit. */
export function slowUpload(base: string, path: string, token: string): Upload {
  const sent = httpRequest(new URL(path, base), {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "text/csv" },
  });
  const answered = new Promise<Fields>((resolve, reject) => {
    sent.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += String(chunk);
      resolve(JSON.parse(text) as Fields);
    });
    sent.on("error", reject);
  });
  answered.catch(() => {});
  return {
    write: (text) => sent.write(text),
    drained: () => new Promise((resolve) => sent.once("drain", resolve)),
    end: () => {
      sent.end();
      return answered;
    },
    destroy: () => sent.destroy(),
  };
}
