import { describe, expect, it } from "vitest";
import { attemptErrorClasses } from "../../../src/contract/delivery.ts";
import { help } from "../../strings/en/help.ts";
import { topicOf } from "./help-topic.ts";

const topics = Object.keys(help.topics);

describe("the topic of a hash", () => {
  it.each([
    ["405", "405"],
    ["403", "401"],
    ["308", "3xx"],
    ["422", "4xx"],
    ["503", "5xx"],
    ["dns", "dns"],
    ["", null],
    ["200", null],
    ["constructor", null],
  ])("%j is %j", (hash, topic) => {
    expect(topicOf(hash, topics)).toBe(topic);
  });

  it("there is one for every class of error but a status, and for every status that is a failure", () => {
    for (const each of attemptErrorClasses) if (each !== "status") expect(topics, each).toContain(each);
    for (let status = 300; status < 600; status += 1)
      expect(topics).toContain(topicOf(String(status), topics));
  });
});
