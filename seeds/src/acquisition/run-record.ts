import { createHash } from "node:crypto";
import { readFile, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";
import type { SimulationOptions } from "../simulation-options.ts";
import { groundTruthFileName } from "./ground-truth.ts";
import { listFileNames } from "./list-writer.ts";
import { replaceFile } from "./replace-file.ts";
import type { SimulationClock } from "./simulation-clock.ts";

/** How far a run has come: kept in the folder, so that the next start goes on where this one ended. */
export const runRecordFileName = ".simulation.json";

const runRecordSchema = z.object({
	formatVersion: z.literal(1),
	/** Of all options that decide what is written; a run is only continued with the same. */
	fingerprint: z.string(),
	/** Day of the first tile. */
	date: z.string(),
	/** Images of the plan that are done. */
	completed: z.int().min(0),
	isFinished: z.boolean(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/**
 * The record of the run to continue, or that of a new one. With `restart` everything an earlier run wrote is
 * removed first. Throws STATE_CONFLICT when the folder holds another acquisition.
 */
export async function openRunRecord(options: SimulationOptions, clock: SimulationClock): Promise<RunRecord> {
	const { folder } = options;
	if (options.restart) await removeEarlierRun(folder);
	const fingerprint = fingerprintOf(options);
	const existing = await readRunRecord(folder);
	if (existing) {
		if (existing.fingerprint === fingerprint) return existing;
		throw new TilewrightError({
			code: "STATE_CONFLICT",
			message: `"${folder}" holds a simulated acquisition with other options. Use the same options to continue it, --restart to replace it, or another folder.`,
			fields: { folder },
		});
	}
	for (const name of Object.values(listFileNames)) {
		if (await exists(join(folder, name))) {
			throw new TilewrightError({
				code: "STATE_CONFLICT",
				message: `"${folder}" holds a ${name} that was not simulated, so it is left alone. Choose another folder.`,
				fields: { folder, name },
			});
		}
	}
	const date = options.output.date ?? clock.now().toISOString().slice(0, 10);
	return { formatVersion: 1, fingerprint, date, completed: 0, isFinished: false };
}

export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
	await replaceFile(join(folder, runRecordFileName), `${JSON.stringify(record, null, "\t")}\n`);
}

async function readRunRecord(folder: string): Promise<RunRecord | null> {
	const path = join(folder, runRecordFileName);
	const text = await readIfThere(path);
	if (text === null) return null;
	const parsed = runRecordSchema.safeParse(parseJson(text));
	if (parsed.success) return parsed.data;
	throw new TilewrightError({
		code: "STATE_CONFLICT",
		message: `"${path}" cannot be understood, so the run cannot be continued. Use --restart to begin again.`,
		fields: { path },
	});
}

/** Removes the files that the ground truth names, folders that become empty, the list and the records; nothing else. */
async function removeEarlierRun(folder: string): Promise<void> {
	const root = resolve(folder);
	const truthText = await readIfThere(join(root, groundTruthFileName));
	const truth = earlierTruthSchema.safeParse(truthText === null ? null : parseJson(truthText));
	if (!truth.success || !(await exists(join(root, runRecordFileName)))) return;
	const { format, endMarker } = truth.data.options.output;
	const written = truth.data.tiles.flatMap((tile) => tile.files);
	if (format !== "directory") written.push(listFileNames[format]);
	else if (endMarker !== null) written.push(endMarker);
	for (const relativePath of written) {
		const path = resolve(root, relativePath);
		if (!path.startsWith(root + sep)) continue;
		await rm(path, { force: true });
		await removeEmptyFolders(dirname(path), root);
	}
	for (const name of [groundTruthFileName, runRecordFileName]) await rm(join(root, name), { force: true });
}

const earlierTruthSchema = z.object({
	tiles: z.array(z.object({ files: z.array(z.string()) })),
	options: z.object({
		output: z.object({
			format: z.enum(["pipeline", "dashboard", "directory"]),
			endMarker: z.string().nullable(),
		}),
	}),
});

async function removeEmptyFolders(from: string, root: string): Promise<void> {
	for (let folder = from; folder.startsWith(root + sep); folder = dirname(folder)) {
		try {
			await rmdir(folder);
		} catch {
			// Not empty, or gone already; then so is what is above it.
			return;
		}
	}
}

function fingerprintOf(options: SimulationOptions): string {
	const { folder: _folder, pacing: _pacing, restart: _restart, ...decisive } = options;
	return createHash("sha256").update(JSON.stringify(decisive)).digest("hex");
}

async function readIfThere(path: string): Promise<string | null> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

async function exists(path: string): Promise<boolean> {
	try {
		await stat(path);
		return true;
	} catch (error) {
		if (isMissing(error)) return false;
		throw error;
	}
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
