import { combineStamps, contentSignatureOf, type SeenFile } from "../content-signature.ts";
import { explainFileError, type FileAccess } from "../file-access.ts";
import type { NameMatcher } from "../name-pattern.ts";
import type { ObservedTile } from "../observed-tile.ts";
import { describeDuration, isSettled, recordLook, settlesAtMs } from "../readiness-rules.ts";
import type { ListedTile } from "./listed-tile.ts";
import { findTileFiles, type TileFiles } from "./tile-files.ts";
import type { TrackedTile } from "./tracked-tiles.ts";

export interface TileJudgeSettings {
	readonly root: string;
	readonly settleMs: number;
	readonly isImage: NameMatcher;
}

export type TileVerdict =
	/** To be sent; `accept` once the sink has it. */
	| { readonly kind: "send"; readonly observed: ObservedTile; readonly accept: () => void }
	/** Nothing to tell. */
	| { readonly kind: "same" }
	/** Listed as complete, and its files are not there. */
	| { readonly kind: "notYet" }
	/** Taken before, and something has been writing to its files since. */
	| { readonly kind: "settling"; readonly dueAtMs: number };

/**
 * Looks at one tile's files. The list's word counts where it is new; later changes have to settle, for then the
 * list still says what it said of the old content.
 */
export async function judgeListedTile(
	access: FileAccess,
	settings: TileJudgeSettings,
	tile: TrackedTile,
	nowMs: number,
): Promise<TileVerdict> {
	const { listed } = tile;
	if (!listed.isComplete) {
		const observed = observe(listed, { files: [], contentSignature: null, verdict: "the list calls it incomplete" });
		return send(tile, observed, null);
	}
	const found = await findFiles(access, settings, listed);
	if (found.kind === "notYet") return judgeAbsence(tile, found.reason, nowMs);
	const signature = contentSignatureOf(found.files);
	const isSame = signature === tile.takenSignature;
	if (isSame && !tile.isUntold) {
		tile.history = null;
		tile.notYet = null;
		return { kind: "same" };
	}
	let verdict = "the list calls it complete";
	if (!isSame && tile.takenSignature !== null && !tile.isVouchedFor) {
		tile.history = recordLook(tile.history, combineStamps(found.files), nowMs);
		if (!isSettled(tile.history, settings.settleMs)) {
			return { kind: "settling", dueAtMs: settlesAtMs(tile.history, settings.settleMs) };
		}
		verdict = `imaged again; unchanged for ${describeDuration(nowMs - tile.history.unchangedSinceMs)}`;
	}
	return send(tile, observe(listed, { files: toFiles(found.files), contentSignature: signature, verdict }), signature);
}

/** A tile taken before is kept as it was, whatever became of its files. */
function judgeAbsence(tile: TrackedTile, reason: string, nowMs: number): TileVerdict {
	if (tile.takenSignature !== null) {
		// Gone files are nobody's concern (they may have been archived) unless the list has news of the tile.
		if (!tile.isUntold) return { kind: "same" };
		tile.notYet ??= { reason: `${reason}; kept as it was`, sinceMs: nowMs };
		return { kind: "notYet" };
	}
	if (!tile.isUntold && tile.notYet?.reason === reason) return { kind: "notYet" };
	const verdict = `the list calls it complete, but ${reason}`;
	const notYet = { reason, sinceMs: tile.notYet?.sinceMs ?? nowMs };
	return send(tile, observe(tile.listed, { files: [], contentSignature: null, verdict }), null, notYet);
}

async function findFiles(access: FileAccess, settings: TileJudgeSettings, listed: ListedTile): Promise<TileFiles> {
	try {
		return await findTileFiles(access, settings.root, listed, settings.isImage);
	} catch (error) {
		return { kind: "notYet", reason: `its files cannot be read: ${explainFileError(error)}` };
	}
}

function send(
	tile: TrackedTile,
	observed: ObservedTile,
	signature: string | null,
	notYet: TrackedTile["notYet"] = null,
): TileVerdict {
	const accept = () => {
		tile.isUntold = false;
		tile.isVouchedFor = false;
		tile.takenSignature = signature;
		tile.history = null;
		tile.notYet = notYet;
	};
	return { kind: "send", observed, accept };
}

function toFiles(files: readonly SeenFile[]): ObservedTile["files"] {
	return files.map(({ path, stamp }) => ({ path, sizeBytes: stamp.sizeBytes }));
}

function observe(
	listed: ListedTile,
	content: Pick<ObservedTile, "files" | "contentSignature" | "verdict">,
): ObservedTile {
	const { relativePath, lattice, step, position, attributes, remark } = listed;
	return {
		relativePath,
		isComplete: content.contentSignature !== null,
		lattice,
		step,
		position,
		attributes,
		latticeAttributes: [],
		files: content.files,
		contentSignature: content.contentSignature,
		verdict: remark === null ? content.verdict : `${content.verdict}; ${remark}`,
	};
}
