import type { EventFragment } from "../api/generated/documents.ts";
import { formatTime } from "../terminal/figures.ts";
import { severityCell } from "../terminal/state-words.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";

const severityWidth = "warning".length;

/** `2026-11-21 09:30:00  warning  demonstration/quality  stage "quality" paused itself …`: a log rather than a table. */
export function formatEvent({ at, severity, project, stage, message }: EventFragment, { colours }: Terminal): string {
	const { text, paint = (plain: string) => plain } = severityCell(severity, colours);
	const place = [project?.name, stage?.name].filter((name) => name !== undefined).join("/");
	return [
		formatTime(at),
		paint(text.padEnd(severityWidth)),
		...(place === "" ? [] : [colours.dim(printable(place))]),
		printable(message),
	].join("  ");
}
