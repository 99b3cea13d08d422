let pressed = false;

document.addEventListener("pointerdown", () => (pressed = true), { capture: true });
for (const end of ["pointerup", "pointercancel"] as const) {
  document.addEventListener(end, () => (pressed = false), { capture: true });
}

/**
 * Does something now, or after a press of a pointer that is under way. What appears below a field that is left would
 * otherwise move what is being pressed away from under the pointer, and the press would be lost.
 */
export function afterPress(action: () => void): void {
  if (pressed) document.addEventListener("pointerup", () => setTimeout(action), { once: true });
  else action();
}
