import type { SimulationEvent } from "../acquisition/simulation-events.ts";

/** An event as a line for people. */
export function describeEvent(event: SimulationEvent): string {
	switch (event.event) {
		case "started":
			return event.completed === 0
				? `Acquiring ${event.total} images into ${event.folder}`
				: `Going on with image ${event.completed + 1} of ${event.total} in ${event.folder}`;
		case "paused":
			return `Pausing for ${event.forMs / 1000} s before tile ${event.number}`;
		case "tileStarted":
			return event.misbehaviours.length === 0
				? `Tile ${event.number} begins: ${event.relativePath}`
				: `Tile ${event.number} begins: ${event.relativePath} (${event.misbehaviours.join(", ")})`;
		case "tileFinished":
			return (
				`Tile ${event.number} ${event.isWritten ? "written" : "left half-written"} in ${event.seconds} s, ` +
				`${event.completed} of ${event.total}`
			);
		case "listDamaged":
			return `The list is ${event.how} for ${event.forMs / 1000} s at tile ${event.number}`;
		case "finished":
			return `Finished: ${event.completed} of ${event.total} images, ${event.seconds} s in this run`;
		case "stopped":
			return `Stopped after ${event.completed} of ${event.total} images; run again with the same options to go on`;
	}
}
