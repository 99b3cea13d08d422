/** Who is called in the scene, and how the calls end. */

export const longName =
  "दीपावली ऑफ़र – पुराने ग्राहकों को फिर से फ़ोन करना और साइट विज़िट के लिए बुलाना (पुणे, मुंबई, नाशिक)";

/** The last three get answers that are not 2xx. */
export const people = [
  "Asha Verma",
  "रोहित शर्मा",
  "Meera Nair",
  "प्रिया देशपांडे",
  "Vikram Rao",
  "Sunita Iyer",
  "अनिल कुमार गुप्ता",
  "Farhan Qureshi",
  "Neha Joshi",
  "Kiran Patil",
  "लक्ष्मी नारायणस्वामी वेंकटसुब्रमण्यम अय्यर",
  "Gaurav Malhotra",
  "Imran Shaikh",
  "Divya Menon",
  "Rohan Kulkarni",
];

interface Call {
  name: string;
  type: string;
  [field: string]: unknown;
}

const ended: readonly Record<string, unknown>[] = [
  {
    disposition: "Interested",
    summary: "Wants the price list for a two-bedroom flat, and a visit on Saturday.",
  },
  { callStatus: "no-answer", disposition: "No Answer" },
  { disposition: "Call Back Later", summary: "Was driving. Asked for a call after six." },
  { disposition: "Not Interested", summary: "Has bought elsewhere." },
  { disposition: "Attempted", callStatus: "busy" },
  {
    disposition: "Interested",
    summary: "Brochure ko WhatsApp pe bhejna hai, weekend pe site visit karenge.",
  },
];

const call = (name: string, began: number, how: Record<string, unknown>, minutes = 2): Call => ({
  name,
  type: "call",
  callStatus: "completed",
  startedAt: new Date(began - minutes * 60_000).toISOString(),
  endedAt: new Date(began - 20_000).toISOString(),
  ...how,
});

/** Hour by hour what was reported, oldest first. */
export function calls(began: number): { hoursAgo: number; activities: Call[] }[] {
  const usual = people.slice(0, 13);
  const hours = Array.from({ length: 25 }, (_, index) => 25 - index).filter((ago) => ago > 0);
  const past = hours.map((hoursAgo) => {
    const at = began - hoursAgo * 3_600_000;
    const many = 2 + ((hoursAgo * 7) % 5);
    const activities = Array.from({ length: many }, (_, index) => {
      const n = hoursAgo * 3 + index;
      return call(usual[(n * 5) % usual.length] ?? "", at, ended[n % ended.length] ?? {}, 1 + (n % 4));
    });
    if (hoursAgo === 6 || hoursAgo === 11) activities.push(call("Divya Menon", at, ended[2] ?? {}));
    return { hoursAgo, activities };
  });
  const soon = (minutes: number, activities: Call[]) => ({ hoursAgo: minutes / 60, activities });
  const at = (minutes: number) => began - minutes * 60_000;
  return [
    ...past,
    soon(34, [call("Divya Menon", at(34), ended[1] ?? {}), call("Sunita Iyer", at(34), ended[0] ?? {})]),
    soon(21, [call("Kiran Patil", at(21), ended[5] ?? {}), call("Neha Joshi", at(21), ended[3] ?? {})]),
    soon(12, [
      call("Asha Verma", at(12), ended[2] ?? {}),
      { name: "Asha Verma", type: "schedule", scheduledAt: new Date(began + 6 * 3_600_000).toISOString() },
    ]),
    soon(6, [call("Rohan Kulkarni", at(6), ended[1] ?? {}), call("रोहित शर्मा", at(6), ended[5] ?? {})]),
    soon(3, [
      call("Rohan Kulkarni", at(3), ended[0] ?? {}),
      { name: "Asha Verma", type: "note", summary: "Prefers Hindi. Her brother decides with her." },
    ]),
    soon(1, [
      call("Asha Verma", at(1), { ...ended[0], recordingUrl: "https://calls.example.com/r/8841.mp3" }),
      call("Gaurav Malhotra", at(1), ended[4] ?? {}),
    ]),
  ];
}
