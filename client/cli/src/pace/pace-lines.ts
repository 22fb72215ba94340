import type { PaceFragment } from "../api/generated/documents.ts";
import { formatDuration, formatSize } from "../terminal/figures.ts";
import type { Colours } from "../terminal/terminal.ts";

type Paint = (text: string) => string;

/** A fact about whether a project keeps up: what it is about, what is said, and how loudly. */
export interface PaceLine {
	readonly about: string;
	readonly text: string;
	readonly paint: Paint | undefined;
}

/** Arrival, processing, bottleneck and disks, in the coordinator's own sentences. */
export function paceLines(pace: PaceFragment, colours: Colours): PaceLine[] {
	const { arrival, processing, bottleneck, disks } = pace;
	return [
		{ about: "arrival", text: arrival.sentence, paint: arrivalPaint(arrival.verdict, colours) },
		{ about: "processing", text: processing.sentence, paint: processingPaint(processing.verdict, colours) },
		...(bottleneck === null
			? []
			: [{ about: "bottleneck", text: processing.limit ?? describeBottleneck(bottleneck), paint: colours.yellow }]),
		...disks.map((disk) => ({
			about: "disk",
			text: `${disk.roots.join(", ")}: ${formatSize(disk.freeBytes)} free; ${disk.sentence}`,
			paint: disk.verdict === "CRITICAL" ? colours.red : disk.verdict === "LOW" ? colours.yellow : undefined,
		})),
	];
}

function describeBottleneck({ name, backlog, secondsLeft }: NonNullable<PaceFragment["bottleneck"]>): string {
	const left = secondsLeft === null ? "" : `, ${formatDuration(secondsLeft)} to go`;
	return `${name}: ${backlog} ready that nobody has taken${left}`;
}

function arrivalPaint(verdict: PaceFragment["arrival"]["verdict"], colours: Colours): Paint | undefined {
	switch (verdict) {
		case "OVERDUE":
			return colours.red;
		case "FINISHED":
		case "ON_TIME":
			return colours.green;
		case "LEARNING":
		case "NOT_STARTED":
			return undefined;
	}
}

function processingPaint(verdict: PaceFragment["processing"]["verdict"], colours: Colours): Paint | undefined {
	switch (verdict) {
		case "STUCK":
		case "FAILING":
		case "PAUSED_ITSELF":
			return colours.red;
		case "FALLING_BEHIND":
		case "PAUSED":
		case "HELD":
			return colours.yellow;
		case "KEEPING_UP":
		case "CATCHING_UP":
		case "DONE":
			return colours.green;
		case "IDLE":
		case "MEASURING":
			return undefined;
	}
}
