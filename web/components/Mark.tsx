/** Ringback's sign. */
export function Mark() {
  return (
    <svg
      viewBox="0 0 16 16"
      width={16}
      height={16}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M3 9a5 5 0 0 1 5-5h4" />
      <path d="m9.500 1.500 2.500 2.500-2.500 2.500" />
      <circle cx="8" cy="12" r="1.600" />
    </svg>
  );
}
