import { asSourceId } from "@tilewright/contract/ids";
import { pino } from "pino";
import { checkSourceSettings } from "../../../coordinator/src/acquisition/checked-source-settings.ts";
import { DirectoryReader } from "../../../coordinator/src/acquisition/directory/directory-reader.ts";
import { ListReader } from "../../../coordinator/src/acquisition/list/list-reader.ts";
import type { WatchedSource } from "../../../coordinator/src/acquisition/observed-tile.ts";
import type { KnownTiles, Look, SourceReader } from "../../../coordinator/src/acquisition/source-reader.ts";
import type { ManualClock } from "./manual-clock.ts";
import type { MemorySink } from "./memory-sink.ts";

export const silentLogger = pino({ level: "silent" });

export function sourceAt(rootPath: string, kind: WatchedSource["kind"], settings: object = {}): WatchedSource {
	return { id: asSourceId(1), name: "scope", kind, rootPath, settings, finishedAt: null };
}

interface Surroundings {
	readonly clock: ManualClock;
	readonly sink: MemorySink;
	readonly known?: KnownTiles;
}

export function openReader(
	rootPath: string,
	kind: "list" | "directory",
	settings: object,
	{ clock, sink, known = new Map() }: Surroundings,
): SourceReader {
	const source = sourceAt(rootPath, kind, settings);
	const checked = checkSourceSettings(kind, settings);
	const shared = { source, known, sink, clock, logger: silentLogger };
	if (checked.kind === "list") return new ListReader({ ...shared, settings: checked.settings });
	if (checked.kind === "directory") return new DirectoryReader({ ...shared, settings: checked.settings });
	throw new Error("announced sources have nothing to read");
}

/** Looks as a runner would, the clock going forward by what the reader asks for, until `forMs` have passed. */
export async function lookFor(reader: SourceReader, clock: ManualClock, forMs: number): Promise<Look> {
	const endAt = clock.monotonicMs() + forMs;
	for (;;) {
		const look = await reader.look({ hints: new Set() });
		const leftMs = endAt - clock.monotonicMs();
		if (leftMs <= 0) return look;
		// A reader that has more to do at once gets a moment of clock time for it.
		clock.forward(Math.min(leftMs, Math.max(1, look.nextLookInMs)));
	}
}

export const lookOnce = (reader: SourceReader): Promise<Look> => reader.look({ hints: new Set() });
