import type { FailureGroupRowFragment } from "../../api/generated/documents.ts";
import { countWords, plural } from "../../wording/number-words.ts";

/** What fails in the same way, in however many stages: a file that cannot be read, a licence server that is away. */
export interface Cause<Group> {
	/** Outcome and last words. */
	readonly key: string;
	/** One for each stage, most failed tasks first. */
	readonly groups: readonly [Group, ...Group[]];
}

type Told = Pick<FailureGroupRowFragment, "id" | "outcome" | "signature" | "failedTasks">;

function keyOf({ outcome, signature }: Pick<Told, "outcome" | "signature">): string {
	return `${outcome} ${signature}`;
}

function mostFailedFirst(one: Told, other: Told): number {
	return other.failedTasks - one.failedTasks;
}

/** Groups of the same outcome and last words as one, where the first of them stood. */
export function causesOf<Group extends Told>(groups: readonly Group[]): readonly Cause<Group>[] {
	const causes = new Map<string, [Group, ...Group[]]>();
	for (const group of groups) {
		const key = keyOf(group);
		const known = causes.get(key);
		if (known === undefined) causes.set(key, [group]);
		else known.push(group);
	}
	return [...causes].map(([key, [first, ...others]]) => {
		const [most = first, ...rest] = [first, ...others].sort(mostFailedFirst);
		return { key, groups: [most, ...rest] };
	});
}

/**
 * The same in other stages, most failed tasks first: a licence server that is away or a full disk has no stage. The group
 * itself may be one that is not listed.
 */
export function sameElsewhere<Group extends Told>(
	group: Pick<Group, "id" | "outcome" | "signature">,
	groups: readonly Group[],
): readonly Group[] {
	return groups.filter((other) => other.id !== group.id && keyOf(other) === keyOf(group)).sort(mostFailedFirst);
}

/** In the order in which they were, as long as one is open: a row must not move away under the pointer. New ones come last. */
export function inKeptOrder<Group>(
	causes: readonly Cause<Group>[],
	kept: readonly string[] | null,
): readonly Cause<Group>[] {
	if (kept === null) return causes;
	const place = (key: string) => (kept.includes(key) ? kept.indexOf(key) : kept.length);
	return [...causes].sort((one, other) => place(one.key) - place(other.key));
}

export function sumOf(groups: readonly { readonly failedTasks: number }[]): number {
	return groups.reduce((sum, { failedTasks }) => sum + failedTasks, 0);
}

type Tiled = Pick<FailureGroupRowFragment, "failedTasks" | "failedTiles">;

/**
 * The tiles, where all stages in which something is failed fail for the same ones and for nothing else; null otherwise,
 * and where there are too many to be named.
 */
export function sameTiles<Group extends Tiled>(groups: readonly Group[]): Tiled["failedTiles"] | null {
	const failing = groups.filter(({ failedTasks }) => failedTasks > 0);
	const [first, ...others] = failing;
	if (first === undefined || others.length === 0) return null;
	const idsOf = ({ failedTiles }: Group) => failedTiles.map(({ id }) => id).join(" ");
	const areNamed = failing.every(({ failedTasks, failedTiles }) => failedTiles.length === failedTasks);
	return areNamed && others.every((group) => idsOf(group) === idsOf(first)) ? first.failedTiles : null;
}

/** `3 tiles × 3 stages`, `9 tasks in 3 stages`. */
export function extentWords(groups: readonly Tiled[]): string {
	const failing = groups.filter(({ failedTasks }) => failedTasks > 0);
	const tiles = sameTiles(groups);
	if (tiles !== null) return `${plural(tiles.length, "tile")} × ${countWords(failing.length)} stages`;
	return `${plural(sumOf(groups), "task")} in ${plural(groups.length, "stage")}`;
}

/** `the same 3 tiles in each: 00012, 00030, 00047. That points to their files rather than to the worker.` */
export function sameTilesWords(groups: readonly Tiled[]): string | null {
	const tiles = sameTiles(groups);
	if (tiles === null) return null;
	const names = tiles.map(({ name }) => name).join(", ");
	const which =
		tiles.length === 1 ? `the same tile in each: ${names}` : `the same ${tiles.length} tiles in each: ${names}`;
	return `${which}. That points to ${tiles.length === 1 ? "its file" : "their files"} rather than to the worker.`;
}

/** `5 of 6 attempts`, `all 3 attempts`. */
export function examplesWords(shown: number, attempts: number): string {
	if (shown >= attempts) return shown === 1 ? "the only attempt" : `all ${countWords(shown)} attempts`;
	return `${countWords(shown)} of ${plural(attempts, "attempt")}`;
}
