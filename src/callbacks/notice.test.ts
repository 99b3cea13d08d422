import { describe, expect, it } from "vitest";
import { noticeBody, sampleNotice } from "./notice.ts";

const at = Date.UTC(2026, 0, 12, 4, 54);

describe("a notice", () => {
  it("says what happened to which callback, and of its URL only where it leads", () => {
    const callback = {
      id: "c1",
      name: "Callback 1",
      processId: "p1",
      url: "https://example.com:8443/hook/secret-part?token=secret",
    };
    expect(JSON.parse(noticeBody("delivery.failed", at, callback, { deliveryId: "d1" }))).toEqual({
      type: "delivery.failed",
      timestamp: "2026-01-12T04:54:00.000Z",
      data: {
        callbackId: "c1",
        callbackName: "Callback 1",
        processId: "p1",
        urlOrigin: "https://example.com:8443",
        deliveryId: "d1",
      },
    });
  });

  it("has a sample of the same form", () => {
    let ids = 0;
    const newId = () => {
      ids += 1;
      return `id-${ids}`;
    };
    expect(JSON.parse(sampleNotice(at, newId))).toMatchObject({
      type: "callback.paused",
      timestamp: "2026-01-12T04:54:00.000Z",
      data: { callbackId: "id-1", processId: "id-2", urlOrigin: "https://yourdomain.com", automatic: true },
    });
  });
});
