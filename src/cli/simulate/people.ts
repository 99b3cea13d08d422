import type { Random } from "./random.ts";

export interface Person {
  firstName: string;
  lastName: string;
  city: string;
  language: "hinglish" | "english";
  /** What they asked about. */
  product: string;
  /** How they came to be a lead. */
  source: string;
}

const firstNames = words(`
  Aarav Aditi Aditya Amit Ananya Anil Anjali Arjun Asha Bhavna Deepak Divya Farhan Fatima
  Gaurav Gurpreet Harish Imran Isha Jyoti Karthik Kavya Kiran Lakshmi Manish Meera Mohit
  Nandini Neha Nikhil Pooja Prakash Priya Rahul Rajesh Ramesh Ritu Rohan Sameer Sanjay Sara
  Shreya Simran Sneha Sunita Suresh Swati Tanvi Uday Varun Vidya Vikram Vivek Yash Zoya
`);
const lastNames = words(`
  Agarwal Ahmed Banerjee Bhat Bose Chauhan Chopra Das Desai Deshpande D'Souza Dutta
  Fernandes Gandhi Ghosh Gill Gowda Gupta Iyer Jain Joshi Kapoor Kaur Khan Kulkarni Kumar
  Malhotra Mehta Menon Mishra Mukherjee Naidu Nair Patel Patil Pillai Rao Rathore Reddy
  Saxena Shah Sharma Shetty Singh Sinha Srinivasan Thakur Thomas Tiwari Trivedi Verma Yadav
`);
const cities = words(`
  Ahmedabad Bengaluru Bhopal Chandigarh Chennai Delhi Guwahati Hyderabad Indore Jaipur Kochi
  Kolkata Lucknow Mumbai Nagpur Noida Patna Pune Surat Vadodara
`);
const products = [
  "home loan",
  "car insurance",
  "health plan",
  "data science course",
  "2 BHK flat",
  "credit card",
];
const sources = ["Website form", "Facebook Lead Ads", "Google Ads", "Referral", "Walk-in", "WhatsApp"];

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** A believable person; any likeness is chance. */
export function somebody(random: Random): Person {
  return {
    firstName: random.pick(firstNames),
    lastName: random.pick(lastNames),
    city: random.pick(cities),
    language: random.chance(0.65) ? "hinglish" : "english",
    product: random.pick(products),
    source: random.pick(sources),
  };
}

/** The agents who call. */
export const agents: readonly string[] = ["Riya", "Kabir", "Naina", "Dev"];

/** All Indian mobile numbers: ten digits, the first of them 6 to 9. */
const mobileNumbers = 4_000_000_000;

/**
 * Distinct mobile numbers in E.164 (`+91` and ten digits), valid in length and range though not necessarily
 * assigned, and none with one digit five times in a row. They are drawn without repetition by walking the whole
 * range from `start` in strides of `step` (which has no divisor in common with the range, so that no number comes
 * twice); with both at random for each run, two runs hardly ever meet.
 *
 * @param draw gives a whole number from 0 to below its argument
 */
export function* mobilesOf(draw: (below: number) => number): Generator<string, never> {
  const start = draw(mobileNumbers);
  // 4,000,000,000 is 2^11 * 5^9: what ends in 1, 3, 7 or 9 shares no divisor with it.
  const step = draw(mobileNumbers / 10) * 10 + 7;
  for (let at = start; ; at = (at + step) % mobileNumbers) {
    const national = String(6_000_000_000 + at);
    if (!/(\d)\1{4}/.test(national)) yield `+91${national}`;
  }
}
