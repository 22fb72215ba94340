import { stat, statfs } from "node:fs/promises";
import { type DiskCircumstances, type DiskSample, type DiskVerdict, diskRunway, diskWindowMs } from "./disk-rules.ts";
import { durationText, sizeText } from "./pace-words.ts";
import type { DiskPace } from "./project-pace.ts";

interface Disk {
	readonly samples: DiskSample[];
	totalBytes: number;
}

const lookEveryMs = 10_000;

/**
 * Looks at the file systems of all roots from time to time. A share that does not answer holds up one look at itself
 * and nothing else: threads for files are few, so a root is not asked again before it has answered.
 */
export class DiskWatch {
	readonly #disks = new Map<number, Disk>();
	readonly #deviceOfRoot = new Map<string, number>();
	readonly #underWay = new Set<string>();
	/** By the folders it was said of. */
	readonly #lastVerdicts = new Map<string, DiskVerdict>();
	#lastLookMs = Number.NEGATIVE_INFINITY;

	/** `nowMs` of a clock that never goes back. `writtenRoots`: those of the projects that write. */
	async look(roots: readonly string[], writtenRoots: readonly string[], nowMs: number): Promise<void> {
		const hasNew = roots.some((root) => !this.#deviceOfRoot.has(root));
		if (!hasNew && nowMs - this.#lastLookMs < lookEveryMs) return;
		this.#lastLookMs = nowMs;
		const seen = new Set<number>();
		await Promise.all(roots.map((root) => this.#lookAt(root, writtenRoots, nowMs, seen)));
	}

	async #lookAt(root: string, writtenRoots: readonly string[], nowMs: number, seen: Set<number>): Promise<void> {
		if (this.#underWay.has(root)) return;
		this.#underWay.add(root);
		try {
			const { dev } = await stat(root);
			this.#deviceOfRoot.set(root, dev);
			if (seen.has(dev)) return;
			seen.add(dev);
			const { bavail, blocks, bsize } = await statfs(root);
			const disk = this.#disks.get(dev) ?? { samples: [], totalBytes: 0 };
			disk.totalBytes = blocks * bsize;
			const isWritten = writtenRoots.some((written) => this.#deviceOfRoot.get(written) === dev);
			disk.samples.push({ atMs: nowMs, freeBytes: bavail * bsize, isWritten });
			while ((disk.samples[0]?.atMs ?? nowMs) < nowMs - diskWindowMs) disk.samples.shift();
			this.#disks.set(dev, disk);
		} catch {
			// A folder that is not there (yet) has no disk; that a source cannot be read is said where sources are.
			this.#deviceOfRoot.delete(root);
		} finally {
			this.#underWay.delete(root);
		}
	}

	/**
	 * One entry for each file system, in the order of a project's roots. `neededOf`: what tiles to come need below a root.
	 * Whether the project writes now, and until when.
	 */
	pacesOf(
		roots: readonly string[],
		neededOf: (root: string) => number | null,
		{ isWriting, secondsLeft }: Pick<DiskCircumstances, "isWriting" | "secondsLeft">,
	): readonly DiskPace[] {
		const byDevice = new Map<number, string[]>();
		for (const root of roots) {
			const device = this.#deviceOfRoot.get(root);
			if (device === undefined) continue;
			const others = byDevice.get(device) ?? [];
			if (!others.includes(root)) byDevice.set(device, [...others, root]);
		}
		return [...byDevice].flatMap(([device, onIt]) => {
			const disk = this.#disks.get(device);
			const needs = onIt.map(neededOf).filter((need) => need !== null);
			const needed = needs.length === 0 ? null : needs.reduce((sum, need) => sum + need, 0);
			const key = onIt.join("\n");
			const previous = this.#lastVerdicts.get(key) ?? null;
			const runway = disk
				? diskRunway(disk.samples, disk.totalBytes, { neededBytes: needed, isWriting, secondsLeft, previous })
				: null;
			if (runway !== null) this.#lastVerdicts.set(key, runway.verdict);
			return runway === null ? [] : [{ ...runway, roots: onIt, sentence: diskSentence(runway) }];
		});
	}
}

function diskSentence(runway: NonNullable<ReturnType<typeof diskRunway>>): string {
	const { freeBytes, totalBytes, shrinkingBytesPerHour, hoursLeft, neededBytes } = runway;
	const parts = [`${sizeText(freeBytes)} of ${sizeText(totalBytes)} free`];
	if (shrinkingBytesPerHour === 0) parts.push("this project writes little now");
	if (hoursLeft !== null && shrinkingBytesPerHour !== null) {
		parts.push(
			`${sizeText(shrinkingBytesPerHour)} less every hour of writing: full in ${durationText(hoursLeft * 3_600_000)}`,
		);
	}
	if (neededBytes !== null && neededBytes > 0) {
		parts.push(
			`what is still to come needs about ${sizeText(neededBytes)}${neededBytes > freeBytes ? ", which does not fit" : ""}`,
		);
	}
	return parts.join("; ");
}
