import type { Terminal } from "../terminal/terminal.ts";

const sequence = "\u001b[";
const hideCursor = `${sequence}?25l`;
const showCursor = `${sequence}?25h`;

/** Lines at the bottom of the terminal that are drawn over by the next ones. */
export interface LiveRegion {
	draw(lines: readonly string[]): void;
	/** Leaves the last lines standing and gives the cursor back. */
	close(): void;
}

export function openLiveRegion(terminal: Terminal): LiveRegion {
	let drawn = 0;
	let shown = "";
	terminal.write(hideCursor);
	return {
		draw: (lines) => {
			// What has scrolled out of sight cannot be drawn over.
			const visible = lines.slice(0, Math.max(1, terminal.height() - 1));
			const text = visible.map((line) => `${line}\n`).join("");
			if (text === shown) return;
			// In one piece, so that nothing flickers: up to the first line, and clear all below.
			terminal.write(`${drawn > 0 ? `${sequence}${drawn}A` : ""}\r${sequence}0J${text}`);
			drawn = visible.length;
			shown = text;
		},
		close: () => terminal.write(showCursor),
	};
}
