import { agents, type Person } from "./people.ts";
import type { Random } from "./random.ts";

/** How a conversation went, whatever the process calls its dispositions. */
export type Mood = "won" | "lost" | "later" | "voicemail";

export interface TranscriptLine {
  role: "agent" | "user";
  text: string;
  /** Seconds since the call began. */
  at: number;
}

interface Talk {
  summary: string;
  /** Lines in turn, the agent first. */
  lines: string[];
}

/** `{name}`, `{agent}`, `{city}` and `{product}` are filled in. */
const talks: Record<Mood, Record<Person["language"], Talk[]>> = {
  won: {
    hinglish: [
      {
        summary: "{name} is interested in the {product} and wants the details on WhatsApp.",
        lines: [
          "Namaste, kya meri baat {name} ji se ho rahi hai? Main {agent}, aapne {product} ke liye enquiry ki thi.",
          "Haan ji, boliye.",
          "Aapke liye {city} mein abhi ek achha offer chal raha hai. Kya main details share karoon?",
          "Haan bilkul, WhatsApp pe bhej dijiye. Mujhe interest hai.",
          "Perfect, abhi bhej dete hain. Dhanyavaad {name} ji!",
        ],
      },
      {
        summary: "{name} agreed to meet the {city} team about the {product}.",
        lines: [
          "Hello {name} ji, {agent} here. Do minute baat kar sakte hain?",
          "Haan, jaldi boliye, office mein hoon.",
          "{product} ke liye humari {city} team aapse kal milna chahti hai. Subah theek rahega?",
          "Gyarah baje ke baad theek hai.",
          "Done, gyarah baje ka slot book kar diya.",
        ],
      },
    ],
    english: [
      {
        summary: "{name} wants to go ahead with the {product}; documents to follow by email.",
        lines: [
          "Good morning, am I speaking with {name}? This is {agent}, about your enquiry for a {product}.",
          "Yes, that's me. I was waiting for your call.",
          "Great. I can share the quotation today. Shall I send it by email?",
          "Please do. If the numbers are right I'd like to go ahead this week.",
        ],
      },
    ],
  },
  lost: {
    hinglish: [
      {
        summary: "{name} does not need the {product} any more.",
        lines: [
          "Namaste {name} ji, main {agent}, {product} ke baare mein call kiya tha.",
          "Nahi ji, mujhe ab zaroorat nahi hai.",
          "Koi baat nahi. Kya wajah jaan sakte hain?",
          "Pehle hi kahin aur se le liya. Dobara call mat kijiyega please.",
        ],
      },
    ],
    english: [
      {
        summary: "{name} chose another provider for the {product}.",
        lines: [
          "Hi {name}, {agent} here regarding the {product}. Is this a good time?",
          "I'm not interested, thank you. I went with someone else last week.",
          "Understood, thanks for letting me know. Have a good day.",
        ],
      },
    ],
  },
  later: {
    hinglish: [
      {
        summary: "{name} was busy and asked to be called again about the {product}.",
        lines: [
          "Hello {name} ji, main {agent}, {product} ke liye call kiya tha.",
          "Abhi meeting mein hoon, baad mein call kariye.",
          "Ji zaroor, kis time call karoon?",
          "Shaam ko chhe baje ke baad.",
        ],
      },
    ],
    english: [
      {
        summary: "{name} wants to talk it over at home first; call back about the {product}.",
        lines: [
          "Hello, is this {name}? I'm {agent}, calling about the {product}.",
          "Yes, but I need to discuss it with my family first.",
          "Of course. May I call you again tomorrow?",
          "Tomorrow evening works.",
        ],
      },
    ],
  },
  voicemail: {
    hinglish: [
      {
        summary: "Voicemail; left a message about the {product}.",
        lines: [
          "Namaste {name} ji, main {agent}, {product} ke liye call kiya tha. Hum aapko dobara call karenge.",
        ],
      },
    ],
    english: [
      {
        summary: "Voicemail; left a message about the {product}.",
        lines: ["Hello {name}, this is {agent} about the {product}. We will try you again later."],
      },
    ],
  },
};

export interface Conversation {
  summary: string;
  transcript: TranscriptLine[];
  /** How long it lasted, in whole seconds. */
  seconds: number;
}

/** A short conversation with `person` in their language; times fit how long such lines take to say. */
export function conversation(mood: Mood, person: Person, random: Random): Conversation {
  const talk = random.pick(talks[mood][person.language]);
  const words = {
    name: person.firstName,
    agent: random.pick(agents),
    city: person.city,
    product: person.product,
  };
  const fill = (text: string): string =>
    text.replace(/\{(name|agent|city|product)\}/g, (_, word: keyof typeof words) => words[word]);
  let at = random.between(8, 25) / 10;
  const transcript = talk.lines.map((line, i): TranscriptLine => {
    const text = fill(line);
    const said: TranscriptLine = { role: i % 2 === 0 ? "agent" : "user", text, at: Number(at.toFixed(1)) };
    at += text.length / 14 + random.between(3, 15) / 10;
    return said;
  });
  return { summary: fill(talk.summary), transcript, seconds: Math.ceil(at) };
}
