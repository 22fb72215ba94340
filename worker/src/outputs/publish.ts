import {
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import {
	attemptDirectory,
	attemptOutputRoot,
	joinPath,
	manifestFileName,
	publishedDirectory,
} from "@tilewright/contract/attempt-paths";
import { z } from "zod";
import { makeSharedDirectory } from "../file-work/shared-directory.ts";
import { InvalidOutput } from "./invalid-output.ts";
import { type Manifest, manifestSchema, readManifest } from "./manifest.ts";

/*
 * From the attempt's private directory to the place where others look.
 *
 *   nothing there yet   the manifest is written beside the outputs, then the whole folder takes its name in
 *                       one rename: either all of it is visible or nothing is
 *   something there     plan (publish.json) ─► manifest marked incomplete, naming old and new entries
 *                       ─► entry by entry: old aside, new in place ─► what only the old result had, aside
 *                       ─► manifest of the new result
 *
 * A crash at any point is repeated from the plan and ends in the same state. Nothing of an entry is ever
 * visible under its final name before it is whole. Files of others in the folder, and the folders of other
 * units in it, stay as they are.
 */

export interface PublishOrder {
	readonly attemptId: number;
	readonly outputPath: string;
	readonly unitDirectory: string;
	/** Asked before every step: another attempt may already be running when the lease has ended. */
	readonly isLeaseValid: () => boolean;
}

export type Published =
	| { readonly kind: "published"; readonly manifest: Manifest }
	| { readonly kind: "leaseEnded" }
	/** The result of a later attempt is there. */
	| { readonly kind: "superseded"; readonly byAttemptId: number };

const planSchema = z.object({ manifest: manifestSchema, obsoleteEntries: z.array(z.string()) });
type Plan = z.infer<typeof planSchema>;

/** Goes on with a publication that was interrupted; null when none had begun. */
export function resumePublication(order: PublishOrder): Published | null {
	const manifest = readManifest(targetOf(order));
	if (manifest?.attemptId === order.attemptId && manifest.isComplete) return { kind: "published", manifest };
	if (manifest !== null && manifest.attemptId > order.attemptId) {
		return { kind: "superseded", byAttemptId: manifest.attemptId };
	}
	const planPath = planPathOf(order);
	if (!existsSync(planPath)) return null;
	return replaceEntries(order, planSchema.parse(JSON.parse(readFileSync(planPath, "utf8"))));
}

/** Throws InvalidOutput when an entry would have to replace a folder that is not this unit's. */
export function publish(order: PublishOrder, manifest: Manifest): Published {
	const target = targetOf(order);
	const previous = readManifest(target);
	if (previous !== null && previous.attemptId > order.attemptId) {
		return { kind: "superseded", byAttemptId: previous.attemptId };
	}
	if (!order.isLeaseValid()) return { kind: "leaseEnded" };
	if (previous === null && renameWhole(order, manifest)) return { kind: "published", manifest };
	const plan = makePlan(order, manifest, previous);
	writeByRename(planPathOf(order), plan, order);
	return replaceEntries(order, plan);
}

/** False when there is something at the target already. */
function renameWhole(order: PublishOrder, manifest: Manifest): boolean {
	const source = sourceOf(order);
	const target = targetOf(order);
	writeFileSync(joinPath(source, manifestFileName), JSON.stringify(manifest));
	makeSharedDirectory(dirname(target));
	try {
		renameSync(source, target);
		return true;
	} catch (error) {
		rmSync(joinPath(source, manifestFileName));
		if (isCode(error, "ENOTEMPTY", "EEXIST", "ENOTDIR")) return false;
		throw error;
	}
}

function makePlan(order: PublishOrder, manifest: Manifest, previous: Manifest | null): Plan {
	const target = targetOf(order);
	const owned = new Set(previous?.entries);
	if (!existsSync(target)) makeSharedDirectory(target);
	const foreignFolders = readdirSync(target, { withFileTypes: true }).filter(
		(entry) => entry.isDirectory() && !owned.has(entry.name),
	);
	for (const { name } of foreignFolders) {
		if (!manifest.entries.includes(name)) continue;
		throw new InvalidOutput(
			`The output "${name}" would replace the folder "${joinPath(target, name)}", which is not this unit's. Move that folder away or name the output differently.`,
		);
	}
	return { manifest, obsoleteEntries: [...owned].filter((entry) => !manifest.entries.includes(entry)) };
}

function replaceEntries(order: PublishOrder, { manifest, obsoleteEntries }: Plan): Published {
	const target = targetOf(order);
	const aside = joinPath(attemptDirectory(order.outputPath, order.attemptId), "replaced");
	mkdirSync(aside, { recursive: true });
	const manifestPath = joinPath(target, manifestFileName);
	const inFlux = { ...manifest, isComplete: false, entries: [...manifest.entries, ...obsoleteEntries] };
	writeByRename(manifestPath, inFlux, order);
	for (const entry of manifest.entries) {
		if (!order.isLeaseValid()) return { kind: "leaseEnded" };
		const source = joinPath(sourceOf(order), entry);
		// Gone from here means that it was moved before a crash.
		if (lstatSync(source, { throwIfNoEntry: false })) moveInto(source, joinPath(target, entry), aside);
	}
	for (const entry of obsoleteEntries) {
		if (!order.isLeaseValid()) return { kind: "leaseEnded" };
		moveAside(joinPath(target, entry), aside);
	}
	writeByRename(manifestPath, manifest, order);
	return { kind: "published", manifest };
}

/** A file takes the old one's place in one step; for a folder the old one has to go first. */
function moveInto(source: string, target: string, aside: string): void {
	try {
		renameSync(source, target);
	} catch (error) {
		if (!isCode(error, "ENOTEMPTY", "EEXIST", "ENOTDIR", "EISDIR")) throw error;
		moveAside(target, aside);
		renameSync(source, target);
	}
}

function moveAside(path: string, aside: string): void {
	try {
		renameSync(path, joinPath(aside, `${readdirSync(aside).length}`));
	} catch (error) {
		if (!isCode(error, "ENOENT")) throw error;
	}
}

function writeByRename(path: string, content: Manifest | Plan, order: PublishOrder): void {
	const temporary = joinPath(attemptDirectory(order.outputPath, order.attemptId), "writing.json");
	writeFileSync(temporary, JSON.stringify(content));
	renameSync(temporary, path);
}

function sourceOf(order: PublishOrder): string {
	return joinPath(attemptOutputRoot(order.outputPath, order.attemptId), order.unitDirectory);
}

function targetOf(order: PublishOrder): string {
	return publishedDirectory(order.outputPath, order.unitDirectory);
}

function planPathOf(order: PublishOrder): string {
	return joinPath(attemptDirectory(order.outputPath, order.attemptId), "publish.json");
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
	return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
