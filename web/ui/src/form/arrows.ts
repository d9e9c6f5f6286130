// Arrow keys among the choices of a group, as people know them from radio buttons.

const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Moves the focus to the next or the previous button of the group the event came from. */
export function arrows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
  const chips = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const at = chips.findIndex((chip) => chip === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  chips[(at + step + chips.length) % chips.length]?.focus();
}
