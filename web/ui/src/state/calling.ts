// What the key for calling back does: what the button does that was shown last. A key does nothing that no button in sight would.
type Call = () => void;

const offered: Call[] = [];

/** A button that calls back is in sight, and can be pressed; what it gives takes it away again. */
export function offerBack(call: Call): () => void {
  offered.push(call);
  return () => void offered.splice(offered.lastIndexOf(call), 1);
}

/** Presses the button that was shown last; false if there is none. */
export function callsBack(): boolean {
  offered.at(-1)?.();
  return offered.length > 0;
}
