import type { FileAccess } from "../file-access.ts";
import { type FileStamp, isSameStamp } from "../file-stamp-rules.ts";
import { stampFolder } from "../folder-stamp.ts";
import { type FileFacts, type FileHistory, isSettled, judgeFile, recordLook } from "../readiness-rules.ts";
import { readImage } from "./image-reading.ts";
import type { Manifest } from "./manifest.ts";
import type { FieldValues } from "./path-pattern.ts";
import { fillTemplate } from "./path-template.ts";
import type { PendingState, WatchedFile } from "./watched-file.ts";

export interface FileJudgeSettings {
	readonly root: string;
	readonly settleMs: number;
	readonly companions: readonly string[];
	readonly sentinel: string | null;
	readonly manifest: Manifest | null;
	readonly acceptInvalidAfterMs: number | null;
	/** False where nobody wants to know what is inside. */
	readonly readsContent: boolean;
	/** Whether what is inside decides. */
	readonly checksContent: boolean;
}

/** What is there now under a file's name; null when nothing is. Throws the system's errors. */
export async function stampFile(access: FileAccess, root: string, file: WatchedFile): Promise<FileStamp | null> {
	const path = `${root}/${file.path}`;
	const entry = await access.lookIfThere(path);
	if (entry === null) return null;
	return entry.kind === "directory" ? stampFolder(access, path) : entry.stamp;
}

/** One look at a file that is not taken yet: what it adds to what was seen before, and the verdict. */
export async function judgeWatchedFile(
	access: FileAccess,
	settings: FileJudgeSettings,
	file: WatchedFile,
	fields: FieldValues,
	stamp: FileStamp,
	nowMs: number,
): Promise<PendingState> {
	const before = file.pending;
	const history = recordLook(before?.history ?? null, stamp, nowMs);
	const isUnchanged = before !== null && isSameStamp(before.history.stamp, stamp);
	const companions = await lookAtCompanions(access, settings, file, fields, nowMs);
	const facts: FileFacts = {
		history,
		settleMs: settings.settleMs,
		marker: await lookForMarker(access, settings, file, fields, stamp),
		missingCompanions: companions.missing,
		check: isUnchanged ? before.check : { kind: "unchecked" },
		wasTakenBefore: file.takenSignature !== null,
		acceptInvalidAfterMs: settings.acceptInvalidAfterMs,
	};
	const state = { history, companions: companions.seen, check: facts.check, facts: before?.facts ?? null };
	const verdict = judgeFile(facts);
	if (verdict.kind !== "unchecked") return { ...state, verdict };
	if (!settings.readsContent) {
		return { ...state, facts: null, verdict: judgeFile({ ...facts, check: { kind: "sound" } }) };
	}
	const reading = await readImage(access, `${settings.root}/${file.path}`);
	const check = reading.kind === "sound" || !settings.checksContent ? ({ kind: "sound" } as const) : reading;
	return {
		...state,
		check,
		facts: reading.kind === "sound" ? reading.facts : null,
		verdict: judgeFile({ ...facts, check }),
	};
}

async function lookForMarker(
	access: FileAccess,
	settings: FileJudgeSettings,
	file: WatchedFile,
	fields: FieldValues,
	stamp: FileStamp,
): Promise<FileFacts["marker"]> {
	if (settings.manifest !== null) {
		const isThere = settings.manifest.names(file.path, stamp.sizeBytes);
		return { isThere, awaits: `its name in "${settings.manifest.name}"` };
	}
	if (settings.sentinel === null) return null;
	const path = fillTemplate(settings.sentinel, file.path, fields);
	const isThere = path !== null && (await access.lookIfThere(`${settings.root}/${path}`)) !== null;
	return { isThere, awaits: `"${path ?? settings.sentinel}"` };
}

/** Companions settle as the file itself does: half a metadata file is no more use than half an image. */
async function lookAtCompanions(
	access: FileAccess,
	settings: FileJudgeSettings,
	file: WatchedFile,
	fields: FieldValues,
	nowMs: number,
): Promise<{ readonly seen: ReadonlyMap<string, FileHistory>; readonly missing: readonly string[] }> {
	if (settings.companions.length === 0) return { seen: noCompanions, missing: [] };
	const seen = new Map<string, FileHistory>();
	const missing: string[] = [];
	for (const template of settings.companions) {
		const path = fillTemplate(template, file.path, fields);
		const entry = path === null ? null : await access.lookIfThere(`${settings.root}/${path}`);
		if (path === null || entry === null || entry.stamp.sizeBytes === 0) {
			missing.push(`"${path ?? template}"`);
			continue;
		}
		const history = recordLook(file.pending?.companions.get(path) ?? null, entry.stamp, nowMs);
		seen.set(path, history);
		if (!isSettled(history, settings.settleMs)) missing.push(`"${path}" to stop changing`);
	}
	return { seen, missing };
}

const noCompanions: ReadonlyMap<string, FileHistory> = new Map();
