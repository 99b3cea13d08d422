import { expect, test } from "vitest";
import { translator } from "./told.ts";

const told = translator({
  "Enter a name.": "नाम लिखें।",
  "The {} can have at most {} characters.": "{} में अधिकतम {} अक्षर हो सकते हैं।",
  "The endpoint answered {}. It allows {}.": "एंडपॉइंट {2} लेता है; जवाब {1} था।",
});

test.each([
  ["Enter a name.", "नाम लिखें।"],
  ["The Auth Key can have at most 200 characters.", "Auth Key में अधिकतम 200 अक्षर हो सकते हैं।"],
  ["The endpoint answered 405. It allows GET, HEAD.", "एंडपॉइंट GET, HEAD लेता है; जवाब 405 था।"],
  ["Nobody has translated this.", "Nobody has translated this."],
  ["constructor", "constructor"],
])("says %s as %s", (english, hindi) => {
  expect(told(english)).toBe(hindi);
});
